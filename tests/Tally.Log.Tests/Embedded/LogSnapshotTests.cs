using Tally.Log.Embedded;

namespace Tally.Log.Tests.Embedded;

/// <summary>The log is read as it is at a moment, beside whoever writes it, and nothing is changed.</summary>
public sealed class LogSnapshotTests
{
    static readonly TopicOptions Options = new() { SegmentSizeBytes = 420 };

    [Fact]
    public async Task Everything_stored_is_read_while_the_log_is_open()
    {
        await using var log = new LogOnSimulatedDisk(Options);
        var partition = await log.OpenAsync();
        await LogOnSimulatedDisk.FillAsync(partition, 12);
        await using var snapshot = LogSnapshot.Open("/log", log.Disk);
        Assert.Equal(["t"], await snapshot.ListTopicsAsync(TestContext.Current.CancellationToken));
        var view = (await snapshot.OpenTopicAsync("t", cancellation: TestContext.Current.CancellationToken)).Partitions.Single();
        await partition.AppendAsync("s", Blocks.Of(24, "later"), TestContext.Current.CancellationToken);
        Assert.Equal((0L, 24L), (view.StartOffset, view.EndOffset));
        Assert.Equal(Enumerable.Range(0, 24).Select(number => ((long)number, (string?)$"{number}")), await view.ReadAllAsync());
        Assert.Equal([(23L, "23")], await view.ReadAllAsync(23));
        await using var next = LogSnapshot.Open("/log", log.Disk);
        Assert.Equal(
            25,
            (await next.OpenTopicAsync("t", cancellation: TestContext.Current.CancellationToken)).Partitions.Single().EndOffset
        );
    }

    [Fact]
    public async Task A_batch_that_is_being_written_lies_behind_the_end()
    {
        await using var log = new LogOnSimulatedDisk(new());
        await LogOnSimulatedDisk.FillAsync(await log.OpenAsync(), 3);
        await log.Log.DisposeAsync();
        var path = LogOnSimulatedDisk.PathOf(0);
        var whole = log.Disk[path];
        for (var cut = 1; cut <= whole.Length / 3; cut += 5)
        {
            log.Disk[path] = whole[..^cut];
            Assert.Equal(4, await EndOffsetAsync(log));
        }
        log.Disk[path] = [.. whole[..^1], (byte)~whole[^1]];
        Assert.Equal(4, await EndOffsetAsync(log));
    }

    [Fact]
    public async Task Damage_between_batches_is_told_and_not_passed_over()
    {
        await using var log = new LogOnSimulatedDisk(Options);
        await LogOnSimulatedDisk.FillAsync(await log.OpenAsync(), 12);
        await log.Log.DisposeAsync();
        var path = LogOnSimulatedDisk.PathOf(0);
        var bytes = log.Disk[path];
        bytes[80] ^= 1;
        log.Disk[path] = bytes;
        await using var snapshot = LogSnapshot.Open("/log", log.Disk);
        var view = (await snapshot.OpenTopicAsync("t", cancellation: TestContext.Current.CancellationToken)).Partitions.Single();
        Assert.Equal(LogErrorKind.Corrupt, (await Assert.ThrowsAsync<LogException>(() => view.ReadAllAsync())).Kind);
    }

    [Fact]
    public async Task Nothing_can_be_written_and_unknown_topics_are_named()
    {
        await using var log = new LogOnSimulatedDisk(Options);
        await LogOnSimulatedDisk.FillAsync(await log.OpenAsync(), 1);
        var before = log.Disk.Paths.ToDictionary(path => path, path => log.Disk[path]);
        await using var snapshot = LogSnapshot.Open("/log", log.Disk);
        var view = (await snapshot.OpenTopicAsync("t", cancellation: TestContext.Current.CancellationToken)).Partitions.Single();
        await Assert.ThrowsAsync<LogException>(async () =>
            await view.AppendAsync("s", Blocks.Of(9, "x"), TestContext.Current.CancellationToken)
        );
        var unknown = await Assert.ThrowsAsync<LogException>(async () =>
            await snapshot.OpenTopicAsync("u", cancellation: TestContext.Current.CancellationToken)
        );
        Assert.Contains("known are: t", unknown.Message);
        Assert.Equal(before, log.Disk.Paths.ToDictionary(path => path, path => log.Disk[path]));
    }

    static async Task<long> EndOffsetAsync(LogOnSimulatedDisk log)
    {
        await using var snapshot = LogSnapshot.Open("/log", log.Disk);
        return (await snapshot.OpenTopicAsync("t")).Partitions.Single().EndOffset;
    }
}
