using System.Diagnostics;
using System.Text;
using Tally.Log.Embedded;

namespace Tally.Log.Tests.Embedded;

/// <summary>A full or failing disk fails appends with a reason, leaves nothing by half, and the log goes on by itself.</summary>
public sealed class DiskFailureTests
{
    public static TheoryData<Durability> Durabilities => [Durability.PageCache, Durability.Interval, Durability.EveryBatch];

    [Theory]
    [MemberData(nameof(Durabilities))]
    public async Task A_failed_write_is_not_stored_and_the_next_append_is(Durability durability)
    {
        await using var log = new LogOnSimulatedDisk(new TopicOptions { Durability = durability });
        var partition = await OpenAsync(log);
        await AppendAsync(log, partition, Blocks.Of(0, "a", "b"));
        log.Disk.FailingWrites = 1;
        log.Disk.FailingChanges = 1; // not even the cut succeeds at once
        var error = await Assert.ThrowsAsync<LogException>(() => AppendAsync(log, partition, Blocks.Of(2, "c")));
        Assert.Equal(LogErrorKind.Unavailable, error.Kind);
        Assert.Contains("no space left", error.Message);
        Assert.Equal(2, partition.EndOffset);
        Assert.Equal(1, await partition.LastPositionAsync("s"));
        Assert.Single(log.Log.Problems);
        Assert.Equal(new AppendResult(2, 1, 0), await AppendAsync(log, partition, Blocks.Of(2, "c")));
        Assert.Empty(log.Log.Problems);
        Assert.Equal(["a", "b", "c"], (await partition.ReadAllAsync()).Select(record => record.Text));
    }

    [Fact]
    public async Task A_segment_that_cannot_start_fails_the_append_until_it_can()
    {
        await using var log = new LogOnSimulatedDisk(new TopicOptions { SegmentSizeBytes = 100 });
        var partition = await OpenAsync(log);
        await AppendAsync(log, partition, Blocks.Of(0, "a"));
        log.Disk.FailingChanges = 2;
        for (var round = 0; round < 2; round++)
            await Assert.ThrowsAsync<LogException>(() => AppendAsync(log, partition, Blocks.Of(1, "b")));
        Assert.Equal(new AppendResult(1, 1, 0), await AppendAsync(log, partition, Blocks.Of(1, "b")));
        Assert.Equal(["a", "b"], (await partition.ReadAllAsync()).Select(record => record.Text));
    }

    [Theory]
    [InlineData(Durability.Interval)]
    [InlineData(Durability.EveryBatch)]
    public async Task A_failed_sync_fails_the_append_and_later_ones_go_to_a_new_segment(Durability durability)
    {
        await using var log = new LogOnSimulatedDisk(new TopicOptions { Durability = durability });
        var partition = await OpenAsync(log);
        await AppendAsync(log, partition, Blocks.Of(0, "a"));
        log.Disk.FailingSyncs = 1;
        var error = await Assert.ThrowsAsync<LogException>(() => AppendAsync(log, partition, Blocks.Of(1, "b")));
        Assert.Equal(LogErrorKind.Unavailable, error.Kind);
        Assert.Equal((1, 0), (partition.EndOffset, await partition.LastPositionAsync("s")));
        Assert.Equal(new AppendResult(1, 1, 0), await AppendAsync(log, partition, Blocks.Of(1, "b")));
        Assert.Contains(LogOnSimulatedDisk.PathOf(1), log.Disk.Paths);
        Assert.Equal(["a", "b"], (await partition.ReadAllAsync()).Select(record => record.Text));
    }

    [Fact]
    public async Task A_failed_read_is_named_and_tried_again_without_losing_a_record()
    {
        await using var log = new LogOnSimulatedDisk(new TopicOptions());
        var partition = await OpenAsync(log);
        string[] values = [.. Enumerable.Range(0, 200).Select(i => i % 50 == 7 ? new string('x', 100_000 + i) : $"{i}")];
        for (var i = 0; i < values.Length; i++) await AppendAsync(log, partition, Blocks.Of(i, values[i]));
        using var reader = partition.OpenReader(0);
        var (read, failures) = (new List<string>(), 0);
        var block = new RecordBlock();
        for (var attempt = 0; read.Count < values.Length; attempt++)
        {
            // The first read of an attempt fails, the second one, which a long record needs, or none.
            log.Disk.ReadsUntilFailure = attempt % 3 - (attempt % 3 == 2 ? 3 : 0);
            try
            {
                if (reader.TryRead(block, maxRecords: 3, maxBytes: 1000))
                    read.AddRange(Enumerable.Range(0, block.Count).Select(i => Encoding.UTF8.GetString(block.Value(i))));
            }
            catch (LogException error)
            {
                failures++;
                Assert.Equal(LogErrorKind.Unavailable, error.Kind);
                Assert.Contains($"{LogOnSimulatedDisk.PathOf(0)}, byte ", error.Message);
                Assert.Contains("input/output error", error.Message);
            }
        }
        log.Disk.ReadsUntilFailure = -1;
        Assert.Equal(values, read);
        Assert.InRange(failures, 20, 400);
        Assert.Empty(log.Log.Problems);
    }

    [Fact]
    public async Task Opening_on_a_disk_that_cannot_be_written_says_so()
    {
        await using var log = new LogOnSimulatedDisk(new TopicOptions());
        log.Disk.FailingChanges = 1;
        var error = await Assert.ThrowsAsync<LogException>(() => OpenAsync(log));
        Assert.Equal(LogErrorKind.Unavailable, error.Kind);
        Assert.Contains("'t'", error.Message);
        Assert.Equal(0, (await OpenAsync(log)).EndOffset);
    }

    [Fact]
    public async Task A_full_file_system_stores_a_prefix_and_goes_on_when_there_is_room()
    {
        using var directory = new ScratchFolder();
        if (!Mount(directory.Path)) Assert.Skip("mounting a small tmpfs needs root on Linux");
        try
        {
            var ballast = Path.Combine(directory.Path, "ballast");
            await File.WriteAllBytesAsync(ballast, new byte[512 << 10]);
            await using (var log = EmbeddedLog.Open(Path.Combine(directory.Path, "log")))
            {
                var partition = (await log.OpenTopicAsync("t", new TopicOptions { SegmentSizeBytes = 100_000 })).Partitions[0];
                var stored = await FillAsync(partition);
                Assert.InRange(stored, 10, 1000);
                Assert.Equal(stored, partition.EndOffset);
                File.Delete(ballast);
                Assert.Equal(new AppendResult(stored, 1, 0), await partition.AppendAsync("s", Blocks.Of(stored, "room")));
            }
            await using var again = EmbeddedLog.Open(Path.Combine(directory.Path, "log"));
            var records = await (await again.OpenTopicAsync("t")).Partitions[0].ReadAllAsync();
            Assert.Equal("room", records[^1].Text);
            Assert.Empty(again.Problems);
        }
        finally
        {
            Run("umount", directory.Path);
        }
    }

    static async Task<int> FillAsync(IPartition partition)
    {
        var value = new string('x', 5000);
        for (var count = 0; ; count++)
        {
            try
            {
                await partition.AppendAsync("s", Blocks.Of(count, value));
            }
            catch (LogException error)
            {
                Assert.Equal(LogErrorKind.Unavailable, error.Kind);
                return count;
            }
        }
    }

    static async Task<IPartition> OpenAsync(LogOnSimulatedDisk log)
    {
        var partition = await log.OpenAsync();
        return partition;
    }

    // The clock stands still unless it is moved, and with it the interval between flushes.
    static async Task<AppendResult> AppendAsync(LogOnSimulatedDisk log, IPartition partition, RecordBlock block)
    {
        var appended = partition.AppendAsync("s", block);
        log.Time.Advance(TimeSpan.FromMilliseconds(100));
        return await appended;
    }

    static bool Mount(string path) =>
        OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess && Run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", path);

    static bool Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
