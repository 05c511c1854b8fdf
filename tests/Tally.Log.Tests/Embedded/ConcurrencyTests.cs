using Tally.Log.Embedded;

namespace Tally.Log.Tests.Embedded;

/// <summary>Writers, readers, rolls and retention at the same time, on real files.</summary>
public sealed class ConcurrencyTests
{
    const int Writers = 4;
    const int Appends = 400;

    [Theory]
    [InlineData(Durability.PageCache)]
    [InlineData(Durability.Interval)]
    [InlineData(Durability.EveryBatch)]
    public async Task Readers_that_start_anywhere_see_the_same_records_while_segments_come_and_go(Durability durability)
    {
        using var directory = new ScratchFolder();
        var options = new TopicOptions
        {
            Durability = durability,
            FlushIntervalMs = 1,
            SegmentSizeBytes = 2000,
            RetentionSizeBytes = 20_000,
        };
        await using var log = EmbeddedLog.Open(directory.Path, new EmbeddedLogOptions { RetentionInterval = TimeSpan.FromMilliseconds(5) });
        var partition = (await log.OpenTopicAsync("t", options)).Partitions[0];
        var readers = Enumerable.Range(0, 3).Select(_ => Task.Run(() => FollowAsync(partition))).ToArray();
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(() => WriteAsync(partition, writer))));
        await Task.WhenAll(readers).WaitAsync(TimeSpan.FromMinutes(2));
        Assert.Equal(Writers * Appends * 2, partition.EndOffset);
        foreach (var reader in readers)
        {
            var (records, lost) = await reader;
            Assert.Equal(partition.EndOffset, records.Count + lost);
            foreach (
                var (source, positions) in records
                    .GroupBy(text => text.Split('|')[0], text => int.Parse(text.Split('|')[1]))
                    .Select(group => (group.Key, group.ToList()))
            )
                Assert.True(positions.Zip(positions.Skip(1)).All(pair => pair.First < pair.Second), $"{source} is out of order");
        }
        Assert.Empty(log.Problems);
    }

    [Fact]
    public async Task Closing_ends_the_waits_of_readers_and_refuses_appends()
    {
        using var directory = new ScratchFolder();
        var log = EmbeddedLog.Open(directory.Path);
        var partition = (await log.OpenTopicAsync("t")).Partitions[0];
        using var reader = partition.OpenReader(0);
        var waiting = reader.WaitAsync(CancellationToken.None).AsTask();
        await log.DisposeAsync();
        Assert.False(await waiting.WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.False(reader.TryRead(new RecordBlock()));
        var error = await Assert.ThrowsAsync<LogException>(() => partition.AppendAsync(null, Blocks.Of(0, "x")).AsTask());
        Assert.Equal(LogErrorKind.Unavailable, error.Kind);
        await log.DisposeAsync();
    }

    [Fact]
    public async Task Reading_allocates_nothing_per_record()
    {
        using var directory = new ScratchFolder();
        await using var log = EmbeddedLog.Open(directory.Path);
        var partition = (await log.OpenTopicAsync("t")).Partitions[0];
        var block = new RecordBlock();
        var value = new byte[100];
        for (var batch = 0; batch < 100; batch++)
        {
            block.Clear();
            for (var record = 0; record < 1000; record++) block.Add(value, record);
            await partition.AppendAsync(null, block);
        }
        Assert.Equal(100_000, Read(partition, block).Count); // the block has its size now
        var before = GC.GetAllocatedBytesForCurrentThread();
        var (count, _) = Read(partition, block);
        Assert.Equal(100_000, count);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2000);
    }

    static (int Count, long Bytes) Read(IPartition partition, RecordBlock block)
    {
        using var reader = partition.OpenReader(0);
        var (count, bytes) = (0, 0L);
        while (reader.TryRead(block))
        {
            count += block.Count;
            bytes += block.ByteCount;
        }
        return (count, bytes);
    }

    static async Task WriteAsync(IPartition partition, int writer)
    {
        for (var append = 0; append < Appends; append++)
        {
            var block = Blocks.Of(append * 2, $"{writer}|{append * 2}|padding", $"{writer}|{append * 2 + 1}");
            var result = await partition.AppendAsync($"w{writer}", block);
            Assert.Equal(2, result.Accepted);
            if (append % 10 == 0) Assert.Equal(2, (await partition.AppendAsync($"w{writer}", block)).Duplicate);
        }
    }

    static async Task<(List<string> Records, long Lost)> FollowAsync(IPartition partition)
    {
        using var reader = partition.OpenReader(0);
        var block = new RecordBlock();
        var records = new List<string>();
        while (reader.Offset < Writers * Appends * 2)
        {
            if (reader.TryRead(block, maxRecords: 7, maxBytes: 500)) records.AddRange(block.Texts()!);
            else await reader.WaitAsync(CancellationToken.None);
        }
        return (records, reader.LostCount);
    }
}
