using System.Globalization;

namespace Tally.Log.Embedded;

/// <summary>A topic in a directory, with one directory per partition.</summary>
sealed class EmbeddedTopic : ITopic
{
    readonly EmbeddedPartition[] _partitions;
    readonly EmbeddedLogOptions _log;
    readonly string _directory;
    TopicOptions _options;

    EmbeddedTopic(string name, string directory, TopicOptions options, EmbeddedLogOptions log, List<LogFinding> findings)
    {
        (Name, _directory, _options, _log) = (name, directory, options, log);
        var found = new List<LogFinding>[options.Partitions];
        _partitions = new EmbeddedPartition[options.Partitions];
        Parallel.For(0, options.Partitions, log.Recovery, index =>
        {
            found[index] = [];
            var path = Path.Combine(directory, index.ToString(CultureInfo.InvariantCulture));
            _partitions[index] = new EmbeddedPartition(index, path, options, log, found[index]);
        });
        foreach (var list in found) findings.AddRange(list);
    }

    public string Name { get; }

    public IReadOnlyList<IPartition> Partitions => _partitions;

    /// <summary>The partitions as they are.</summary>
    public ReadOnlySpan<EmbeddedPartition> All => _partitions;

    /// <summary>Opens the topic in a directory, and makes it first when there is none.</summary>
    public static EmbeddedTopic Open(string name, string directory, TopicOptions? options, EmbeddedLogOptions log,
        List<LogFinding> findings)
    {
        if (!TopicFile.Exists(log.Disk, directory)) Create(directory, options ?? log.Topics, log);
        var stored = TopicFile.Read(log.Disk, directory);
        CheckPartitions(directory, stored.Partitions, log);
        var topic = new EmbeddedTopic(name, directory, stored, log, findings);
        topic.Change(options);
        return topic;
    }

    /// <summary>Keeps the topic differently from now on; the number of partitions stays.</summary>
    public void Change(TopicOptions? options)
    {
        if (options is null) return;
        options = options with { Partitions = _options.Partitions, Replication = _options.Replication };
        if (options == _options) return;
        Check(options);
        TopicFile.Write(_log.Disk, _directory, options);
        _options = options;
        foreach (var partition in _partitions) partition.Topic = options;
    }

    static void Create(string directory, TopicOptions options, EmbeddedLogOptions log)
    {
        Check(options);
        for (var index = 0; index < options.Partitions; index++)
            log.Disk.CreateDirectory(Path.Combine(directory, index.ToString(CultureInfo.InvariantCulture)));
        TopicFile.Write(log.Disk, directory, options); // the last step: without this file there is no topic
        log.Disk.SyncDirectory(Path.GetDirectoryName(directory)!);
    }

    static void CheckPartitions(string directory, int expected, EmbeddedLogOptions log)
    {
        var found =
            log.Disk.ListDirectories(directory).Count(name => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out _));
        if (found != expected)
            throw new LogException(LogErrorKind.Corrupt,
                $"{directory}: {found} partitions found, {expected} expected by its topic.json. Restore what is missing.");
    }

    static void Check(TopicOptions options)
    {
        if (options.Partitions is < 1 or > 1024) throw Invalid("partitions", options.Partitions, "1 to 1024");
        if (options.FlushIntervalMs < 1) throw Invalid("flushIntervalMs", options.FlushIntervalMs, "1 or more");
        if (options.SegmentSizeBytes < 1) throw Invalid("segmentSizeBytes", options.SegmentSizeBytes, "1 or more");
    }

    static LogException Invalid(string name, long found, string expected) =>
        new(LogErrorKind.Invalid, $"Topic option {name}: {found} found, {expected} expected.");
}
