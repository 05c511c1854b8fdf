using Tally.Log.Embedded;
using Tally.Log.Tests.Simulation;

namespace Tally.Log.Tests.Embedded;

/// <summary>What other logs have got wrong after crashes, each by the name of the issue.</summary>
public sealed class KnownLogBugTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(511)]
    [InlineData(65536)]
    public async Task Zeros_behind_the_last_batch_are_cut_off_and_work_goes_on_etcd_6515_11488_11220_6191(int size)
    {
        await using var log = await FilledAsync(new());
        var partition = await log.ReopenAsync(disk =>
            disk[LogOnSimulatedDisk.PathOf(0)] = [.. disk[LogOnSimulatedDisk.PathOf(0)], .. new byte[size]]
        );
        Assert.Equal(10, (await partition.ReadAllAsync()).Count);
        Assert.Equal(new AppendResult(10, 1, 0), await partition.AppendAsync("s", Blocks.Of(10, "next")));
    }

    // A length that is right in front of sectors that never came.
    [Fact]
    public async Task Torn_last_batch_whose_header_is_whole_is_cut_off_etcd_5230()
    {
        await using var log = await FilledAsync(new());
        var whole = log.Disk[LogOnSimulatedDisk.PathOf(0)];
        var batch = whole.Length / 5;
        var partition = await log.ReopenAsync(disk =>
            disk[LogOnSimulatedDisk.PathOf(0)] = [.. whole[..(whole.Length - batch + 61)], .. new byte[batch - 61]]
        );
        Assert.Equal(8, (await partition.ReadAllAsync()).Count);
    }

    [Fact]
    public async Task Damage_with_valid_batches_behind_it_is_refused_and_not_cut_off_etcd_vector_known_errors()
    {
        await using var log = await FilledAsync(new());
        var partition = await log.ReopenAsync(disk =>
        {
            var bytes = disk[LogOnSimulatedDisk.PathOf(0)];
            bytes[bytes.Length / 5 + 70] ^= 1;
            disk[LogOnSimulatedDisk.PathOf(0)] = bytes;
        });
        var error = await Assert.ThrowsAsync<LogException>(async () => await partition.ReadAllAsync());
        Assert.Equal(LogErrorKind.Corrupt, error.Kind);
        await Assert.ThrowsAsync<LogException>(async () => await partition.AppendAsync("s", Blocks.Of(10, "next")));
    }

    [Fact]
    public async Task Damaged_or_missing_index_is_made_anew_and_records_stay_kafka_5829_bitnami_34()
    {
        await using var log = await FilledAsync(new TopicOptions { SegmentSizeBytes = 250 });
        await log.Log.DisposeAsync();
        foreach (var damage in (Func<byte[], byte[]>[])[bytes => [], bytes => new byte[bytes.Length], bytes => [.. bytes.Reverse()]])
        {
            var partition = await log.ReopenAsync(disk =>
            {
                foreach (
                    var path in disk
                        .Paths.Where(path =>
                            !path.EndsWith(".log", StringComparison.Ordinal)
                            && path.StartsWith(LogOnSimulatedDisk.Partition, StringComparison.Ordinal)
                        )
                        .ToList()
                )
                    disk[path] = damage(disk[path]);
            });
            Assert.Equal(10, (await partition.ReadAllAsync()).Count);
            Assert.Equal(9, await partition.LastPositionAsync("s"));
        }
    }

    // What is served after the death of a process must survive a loss of power that follows.
    [Fact]
    public async Task Records_that_were_served_after_a_recovery_are_never_taken_back_kafka_10101()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var disk = new SimulatedDisk(new Random(seed));
            var options = new EmbeddedLogOptions { Disk = disk, Time = new ManualTime(), Background = _ => { } };
            var log = EmbeddedLog.Open("/log", options);
            await LogOnSimulatedDisk.FillAsync((await log.OpenTopicAsync("t")).Partitions[0], 5);
            disk.Kill();
            disk.Restart(losesPower: false);
            log = EmbeddedLog.Open("/log", options);
            var served = await (await log.OpenTopicAsync("t")).Partitions[0].ReadAllAsync();
            disk.Kill();
            disk.Restart(losesPower: true);
            log = EmbeddedLog.Open("/log", options);
            var left = await (await log.OpenTopicAsync("t")).Partitions[0].ReadAllAsync();
            Assert.True(
                served.SequenceEqual(left.Take(served.Count)),
                $"seed {seed}: {served.Count} records were served, {left.Count} are left"
            );
        }
    }

    // Deleting takes several steps; a crash between any two, and once more while it is repaired, must not stop the next start.
    [Fact]
    public async Task Crash_between_any_two_steps_of_a_deletion_is_no_crash_loop_vector_25570()
    {
        for (var operations = 0; operations < 40; operations++)
        {
            var disk = new SimulatedDisk(new Random(operations));
            var time = new ManualTime();
            var options = new EmbeddedLogOptions
            {
                Disk = disk,
                Time = time,
                Background = _ => { },
                Topics = new() { SegmentSizeBytes = 250, RetentionSizeBytes = 500 },
            };
            var log = EmbeddedLog.Open("/log", options);
            var partition = (await log.OpenTopicAsync("t", options.Topics)).Partitions[0];
            await LogOnSimulatedDisk.FillAsync(partition, 12);
            disk.OperationsLeft = operations;
            time.Advance(TimeSpan.FromMinutes(10));
            for (var crash = 0; crash < 2; crash++)
            {
                disk.Kill();
                disk.Restart(losesPower: false);
                disk.OperationsLeft = crash == 0 ? operations / 2 : -1;
                TryOpen(options);
            }
            disk.Kill();
            disk.Restart(losesPower: false);
            disk.OperationsLeft = -1;
            log = EmbeddedLog.Open("/log", options);
            partition = (await log.OpenTopicAsync("t", options.Topics)).Partitions[0];
            var left = await partition.ReadAllAsync();
            Assert.Equal(left.Count, left.Select(record => record.Offset).Distinct().Count());
            Assert.Equal(partition.EndOffset - partition.StartOffset, left.Count);
        }
    }

    static void TryOpen(EmbeddedLogOptions options)
    {
        try
        {
            EmbeddedLog.Open("/log", options).OpenTopicAsync("t", options.Topics).AsTask().GetAwaiter().GetResult();
        }
        catch (Exception error) when (error.GetBaseException() is SimulatedCrashException)
        {
            // That is what is tried.
        }
    }

    static async Task<LogOnSimulatedDisk> FilledAsync(TopicOptions options)
    {
        var log = new LogOnSimulatedDisk(options);
        await LogOnSimulatedDisk.FillAsync(await log.OpenAsync(), 5);
        return log;
    }
}
