using System.Globalization;
using Tally.Log.Files;

namespace Tally.Log.Embedded;

/// <summary>What a partition on disk holds, and what is wrong with it.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Partition">The 0-based index of the partition.</param>
/// <param name="RecordCount">Valid records.</param>
/// <param name="SizeBytes">The bytes of their batches.</param>
/// <param name="Findings">What is not as it should be; empty when all is well.</param>
public sealed record LogReport(string Topic, int Partition, long RecordCount, long SizeBytes, IReadOnlyList<LogFinding> Findings)
{
    /// <summary>How many acknowledged records are lost.</summary>
    public long LostCount => Findings.Sum(finding => Math.Max(0, finding.LostCount));
}

/// <summary>Verifies every byte of an embedded log, and repairs damage when its loss is accepted.</summary>
public static class LogVerifier
{
    /// <summary>Reads all segments of all topics and changes nothing. While a Tally writes to the log, its last batch may be reported as
    /// torn.</summary>
    /// <param name="directory">The log's directory.</param>
    /// <param name="disk">The disk; by default that of this machine.</param>
    public static IEnumerable<LogReport> Verify(string directory, IDisk? disk = null)
    {
        disk ??= RealDisk.Instance;
        foreach (var (topic, partition, path) in Partitions(disk, Path.GetFullPath(directory)))
            yield return Report(topic, partition, new PartitionCheck(disk, path).Walk());
    }

    /// <summary>Accepts the loss of what is damaged: keeps the damaged files beside as <c>.damaged</c> and lets readers go on behind the
    /// damage. Offsets stay.</summary>
    /// <param name="directory">The log's directory; no Tally may have it open.</param>
    /// <param name="disk">The disk; by default that of this machine.</param>
    /// <returns>What was found, before the repair.</returns>
    /// <exception cref="LogException">Another process has the log, or the disk failed; a repair can be run again.</exception>
    public static IReadOnlyList<LogReport> AcceptLoss(string directory, IDisk? disk = null)
    {
        disk ??= RealDisk.Instance;
        directory = Path.GetFullPath(directory);
        using var directoryLock = disk.Lock(directory);
        try
        {
            return [.. Partitions(disk, directory).ToList().Select(entry => Repair(disk, entry))];
        }
        catch (IOException error)
        {
            throw new LogException(LogErrorKind.Unavailable,
                $"Cannot repair the log in '{directory}': {error.Message} Nothing more is lost; run it again.", error);
        }
    }

    static LogReport Repair(IDisk disk, (string Topic, int Partition, string Path) entry)
    {
        var check = new PartitionCheck(disk, entry.Path).Walk();
        if (check.Findings.Exists(finding => finding.Kind is LogFindingKind.Damage or LogFindingKind.Gap))
            new PartitionRepair(disk, entry.Path).Accept(check);
        return Report(entry.Topic, entry.Partition, check);
    }

    static LogReport Report(string topic, int partition, PartitionCheck check) =>
        new(topic, partition, check.Runs.Sum(run => run.EndOffset - run.BaseOffset), check.Runs.Sum(run => run.SizeBytes), check.Findings);

    static IEnumerable<(string Topic, int Partition, string Path)> Partitions(IDisk disk, string directory)
    {
        foreach (var topic in disk.ListDirectories(directory).Order(StringComparer.Ordinal))
        {
            var path = Path.Combine(directory, topic);
            if (!TopicFile.Exists(disk, path)) continue;
            var partitions = disk.ListDirectories(path)
                .Select(name => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : -1);
            foreach (var index in partitions.Where(index => index >= 0).Order())
                yield return (topic, index, Path.Combine(path, index.ToString(CultureInfo.InvariantCulture)));
        }
    }
}
