namespace Tally.Log.Tests.Embedded;

/// <summary>Old segments go, the last one never; readers that fall behind learn how much they missed; sources stay known.</summary>
public sealed class RetentionTests
{
    [Fact]
    public async Task A_reader_that_falls_behind_counts_what_it_lost()
    {
        await using var log = new LogOnSimulatedDisk(new TopicOptions { SegmentSizeBytes = 250, RetentionSizeBytes = 500 });
        var partition = await log.OpenAsync();
        await LogOnSimulatedDisk.FillAsync(partition, 1);
        using var slow = partition.OpenReader(0);
        using var inside = partition.OpenReader(0);
        var block = new RecordBlock();
        Assert.True(inside.TryRead(block, maxRecords: 1));
        for (var batch = 1; batch < 20; batch++) await partition.AppendAsync("s", Blocks.Of(batch * 2, $"{batch * 2}", $"{batch * 2 + 1}"));
        await EnforceAsync(log);
        Assert.InRange(partition.StartOffset, 30, 38);
        Assert.Equal(40, partition.EndOffset);

        var texts = Read(slow, block);
        Assert.Equal(partition.StartOffset, slow.LostCount);
        Assert.Equal(Enumerable.Range((int)partition.StartOffset, 40 - (int)partition.StartOffset).Select(n => n.ToString()), texts);

        // It had the first segment open, and may read it to its end although it is deleted.
        texts = Read(inside, block);
        Assert.Equal(["1", "2", "3"], texts.Take(3));
        Assert.Equal(partition.StartOffset - 4, inside.LostCount);

        using var late = partition.OpenReader(3);
        Assert.True(late.TryRead(block));
        Assert.Equal(partition.StartOffset - 3, late.LostCount);
        Assert.Equal(partition.StartOffset, block.Positions[0]);
    }

    [Fact]
    public async Task Segments_older_than_the_retention_go_and_at_last_all_records()
    {
        await using var log = new LogOnSimulatedDisk(new TopicOptions { SegmentSizeBytes = 250, Retention = TimeSpan.FromHours(1) });
        var partition = await log.OpenAsync();
        await LogOnSimulatedDisk.FillAsync(partition, 4);
        log.Time.Advance(TimeSpan.FromMinutes(50));
        await partition.AppendAsync("s", Blocks.Of(8, "8", "9"));
        await EnforceAsync(log);
        Assert.Equal(0, partition.StartOffset);
        log.Time.Advance(TimeSpan.FromMinutes(20));
        await EnforceAsync(log);
        Assert.Equal(8, partition.StartOffset);
        log.Time.Advance(TimeSpan.FromHours(2));
        await EnforceAsync(log);
        Assert.Equal((10, 10), (partition.StartOffset, partition.EndOffset));
        partition = await log.ReopenAsync();
        Assert.Equal((10, 10), (partition.StartOffset, partition.EndOffset));
        Assert.Equal(9, await partition.LastPositionAsync("s"));
        Assert.Equal(new AppendResult(10, 1, 1), await partition.AppendAsync("s", Blocks.Of(9, "9", "10")));
    }

    [Fact]
    public async Task A_clock_that_was_ahead_for_a_while_does_not_keep_segments_for_ever()
    {
        await using var log = new LogOnSimulatedDisk(new TopicOptions { SegmentSizeBytes = 120, Retention = TimeSpan.FromHours(1) });
        var partition = await log.OpenAsync();
        await LogOnSimulatedDisk.FillAsync(partition, 1);
        log.Time.Jump(TimeSpan.FromDays(10_000));
        await partition.AppendAsync("s", Blocks.Of(2, "2", "3"));
        log.Time.Jump(TimeSpan.FromDays(-10_000));
        await partition.AppendAsync("s", Blocks.Of(4, "4", "5"));
        await EnforceAsync(log);
        Assert.Equal(0, partition.StartOffset);
        log.Time.Advance(TimeSpan.FromHours(2));
        await partition.AppendAsync("s", Blocks.Of(6, "6", "7"));
        await EnforceAsync(log);
        Assert.Equal(6, partition.StartOffset);
    }

    [Fact]
    public async Task Sources_are_forgotten_only_beyond_the_bound_and_never_those_with_records()
    {
        await using var log = new LogOnSimulatedDisk(new TopicOptions { SegmentSizeBytes = 200, RetentionSizeBytes = 400 })
        {
            MaxIdleSources = 5,
        };
        var partition = await log.OpenAsync();
        for (var source = 0; source < 20; source++) await partition.AppendAsync($"s{source}", Blocks.Of(source, "x"));
        await EnforceAsync(log);
        var start = (int)partition.StartOffset;
        Assert.InRange(start, 10, 19);
        for (var source = 0; source < 20; source++)
            Assert.Equal(source < start - 5 ? -1 : source, await partition.LastPositionAsync($"s{source}"));
    }

    static List<string?> Read(IPartitionReader reader, RecordBlock block)
    {
        var texts = new List<string?>();
        while (reader.TryRead(block)) texts.AddRange(block.Texts());
        return texts;
    }

    // Flushes run on their own threads; what may go depends on positions files that they write.
    static async Task EnforceAsync(LogOnSimulatedDisk log)
    {
        var partition = (Tally.Log.Embedded.EmbeddedPartition)(await log.Log.OpenTopicAsync("t")).Partitions[0];
        for (var round = 0; round < 3; round++)
        {
            log.Log.Retain();
            await partition.WhenIdleAsync();
        }
    }
}
