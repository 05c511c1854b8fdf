using Tally.Log.Embedded;
using Tally.Log.Files;
using Tally.Log.Tests.Simulation;

namespace Tally.Log.Tests.Embedded;

/// <summary>Verification says exactly what is lost, and a repair gives back everything else at its old offsets.</summary>
public sealed class LogVerifierTests
{
    const int Batches = 12; // two records each; four segments of three or so

    static readonly TopicOptions Options = new() { SegmentSizeBytes = 420 };

    [Fact]
    public async Task A_sound_log_has_no_findings()
    {
        await using var log = await FilledAsync();
        var report = Assert.Single(LogVerifier.Verify("/log", log.Disk));
        Assert.Equal(("t", 0, Batches * 2L, 0L), (report.Topic, report.Partition, report.RecordCount, report.LostCount));
        Assert.Empty(report.Findings);
    }

    [Fact]
    public async Task Each_damaged_batch_is_reported_and_its_loss_can_be_accepted()
    {
        await using var log = await FilledAsync();
        var batches = Layout(log.Disk);
        Assert.True(batches.Select(batch => batch.Path).Distinct().Count() >= 4);
        foreach (var (path, position, offset) in batches[..^1])
        {
            await log.ReopenAsync(disk => Flip(disk, path, position + 65));
            await log.Log.DisposeAsync();
            var report = Assert.Single(LogVerifier.Verify("/log", log.Disk));
            var finding = Assert.Single(report.Findings);
            Assert.Equal(
                (LogFindingKind.Damage, path, position, offset, 2L),
                (finding.Kind, finding.Path, finding.Position, finding.Offset, finding.LostCount)
            );
            LogVerifier.AcceptLoss("/log", log.Disk);
            await CheckRepairedAsync(log, [offset, offset + 1]);
            Assert.Contains(log.Disk.Paths, name => name.EndsWith(".damaged", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Several_damages_at_once_are_repaired_at_once()
    {
        await using var log = await FilledAsync();
        var batches = Layout(log.Disk);
        foreach (var (first, second) in new[] { (0, 2), (1, 2), (2, 3), (0, 5), (4, 9), (3, 10) })
        {
            await log.ReopenAsync(disk =>
            {
                foreach (var index in new[] { first, second }) Flip(disk, batches[index].Path, batches[index].Position + 20);
            });
            await log.Log.DisposeAsync();
            Assert.Equal(4, LogVerifier.AcceptLoss("/log", log.Disk).Single().LostCount);
            await CheckRepairedAsync(
                log,
                [batches[first].Offset, batches[first].Offset + 1, batches[second].Offset, batches[second].Offset + 1]
            );
        }
    }

    [Fact]
    public async Task A_missing_segment_is_a_gap_that_can_be_accepted()
    {
        await using var log = await FilledAsync();
        var segments = Layout(log.Disk).GroupBy(batch => batch.Path).ToList();
        await log.ReopenAsync(disk => disk.Delete(segments[1].Key));
        await log.Log.DisposeAsync();
        var finding = Assert.Single(LogVerifier.AcceptLoss("/log", log.Disk).Single().Findings);
        Assert.Equal((LogFindingKind.Gap, segments[1].Count() * 2L), (finding.Kind, finding.LostCount));
        await CheckRepairedAsync(log, [.. segments[1].SelectMany(batch => new[] { batch.Offset, batch.Offset + 1 })]);
    }

    [Fact]
    public async Task A_torn_tail_is_no_loss()
    {
        await using var log = await FilledAsync();
        var last = Layout(log.Disk)[^1];
        await log.ReopenAsync();
        await log.Log.DisposeAsync();
        log.Disk[last.Path] = log.Disk[last.Path][..^3];
        var report = Assert.Single(LogVerifier.Verify("/log", log.Disk));
        Assert.Equal((LogFindingKind.TornTail, 0L), (Assert.Single(report.Findings).Kind, report.LostCount));
    }

    [Fact]
    public async Task A_crash_at_any_operation_of_a_repair_leaves_a_log_that_can_be_repaired()
    {
        await using var log = await FilledAsync();
        var batches = Layout(log.Disk);
        var isDone = false;
        for (var operations = 0; !isDone; operations++)
        {
            await log.ReopenAsync(disk =>
            {
                Flip(disk, batches[1].Path, batches[1].Position + 30);
                Flip(disk, batches[7].Path, batches[7].Position + 30);
            });
            await log.Log.DisposeAsync();
            log.Disk.OperationsLeft = operations;
            try
            {
                LogVerifier.AcceptLoss("/log", log.Disk);
                isDone = true;
            }
            catch (SimulatedCrashException)
            {
                log.Disk.Restart(losesPower: operations % 2 == 0);
                LogVerifier.AcceptLoss("/log", log.Disk);
            }
            log.Disk.OperationsLeft = -1;
            await CheckRepairedAsync(log, [batches[1].Offset, batches[1].Offset + 1, batches[7].Offset, batches[7].Offset + 1]);
        }
    }

    static async Task CheckRepairedAsync(LogOnSimulatedDisk log, long[] lost)
    {
        Assert.DoesNotContain(
            LogVerifier.Verify("/log", log.Disk).Single().Findings,
            finding => finding.Kind is not LogFindingKind.SideFile
        );
        var partition = await log.OpenAsync();
        Assert.Empty(log.Log.Problems);
        var expected = Enumerable.Range(0, Batches * 2).Select(n => (long)n).Except(lost).ToList();
        Assert.Equal(expected, (await partition.ReadAllAsync()).Select(record => record.Offset));
        using (var reader = partition.OpenReader(0))
        {
            var block = new RecordBlock();
            while (reader.TryRead(block)) { }
            Assert.Equal(lost.Length, reader.LostCount);
        }
        Assert.Equal(new AppendResult(Batches * 2, 1, 1), await partition.AppendAsync("s", Blocks.Of(Batches * 2 - 1, "repeat", "new")));
    }

    static void Flip(SimulatedDisk disk, string path, long position)
    {
        var bytes = disk[path];
        bytes[position] ^= 0x10;
        disk[path] = bytes;
    }

    static List<(string Path, long Position, long Offset)> Layout(SimulatedDisk disk)
    {
        var batches = new List<(string, long, long)>();
        foreach (var path in disk.Paths.Where(path => path.EndsWith(".log", StringComparison.Ordinal)))
        {
            using var file = disk.Open(path);
            var offset = long.Parse(Path.GetFileNameWithoutExtension(path));
            var scan = new Tally.Log.Embedded.SegmentScan(file, file.SizeBytes);
            for (; scan.TryNext(offset); offset = scan.Header.EndOffset) batches.Add((path, scan.BatchPosition, offset));
        }
        return batches;
    }

    static async Task<LogOnSimulatedDisk> FilledAsync()
    {
        var log = new LogOnSimulatedDisk(Options);
        await LogOnSimulatedDisk.FillAsync(await log.OpenAsync(), Batches);
        await log.ReopenAsync();
        return log;
    }
}
