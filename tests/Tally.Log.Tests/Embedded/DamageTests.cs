using Tally.Log.Embedded;

namespace Tally.Log.Tests.Embedded;

/// <summary>Damage of acknowledged records is found, named and never served, wherever it is.</summary>
public sealed class DamageTests
{
    const int Batches = 5; // all of one size

    [Fact]
    public async Task Every_flipped_bit_of_the_last_segment_is_detected()
    {
        await using var log = await FilledAsync(new TopicOptions());
        var path = LogOnSimulatedDisk.PathOf(0);
        var whole = log.Disk[path];
        var lastBatch = whole.Length - whole.Length / Batches;
        for (var bit = 0; bit < whole.Length * 8; bit++)
        {
            var partition = await log.ReopenAsync(disk => disk[path] = Flipped(whole, bit));
            var good = bit / 8 / (whole.Length / Batches) * 2;
            using var reader = partition.OpenReader(0);
            var block = new RecordBlock();
            var texts = new List<string?>();
            var error = ReadToEnd(reader, block, texts);
            Assert.Equal(Enumerable.Range(0, good).Select(n => n.ToString()), texts);
            var finding = Assert.Single(log.Log.Findings);
            Assert.Equal((path, good), (finding.Path, (int)finding.Offset));
            if (bit / 8 >= lastBatch)
            {
                Assert.Null(error); // nothing tells it from a torn append
                continue;
            }
            Assert.Equal(LogErrorKind.Corrupt, error?.Kind);
            Assert.Contains(path, error!.Message);
            Assert.Contains($"offset {good}", error.Message);
            var refused = await Assert.ThrowsAsync<LogException>(() => partition.AppendAsync(null, Blocks.Of(0, "x")).AsTask());
            Assert.Equal(LogErrorKind.Corrupt, refused.Kind);
        }
    }

    [Fact]
    public async Task Every_damaged_byte_of_a_sealed_segment_stops_its_readers_there()
    {
        await using var log = await FilledAsync(new TopicOptions { SegmentSizeBytes = 250 });
        var path = LogOnSimulatedDisk.PathOf(4);
        var whole = log.Disk[path];
        for (var at = 0; at < whole.Length; at++)
        {
            var partition = await log.ReopenAsync(disk => disk[path] = Flipped(whole, at * 8 + at % 8));
            using var reader = partition.OpenReader(0);
            var texts = new List<string?>();
            var error = ReadToEnd(reader, new RecordBlock(), texts);
            Assert.Contains(path, error?.Message);
            Assert.Equal(4 + at / (whole.Length / 2) * 2, texts.Count);
            Assert.Equal(1, (await partition.AppendAsync("s", Blocks.Of(99, "new"))).Accepted); // the end is not concerned
        }
    }

    [Theory]
    [InlineData(".positions")]
    [InlineData(".index")]
    public async Task A_damaged_side_file_costs_nothing(string suffix)
    {
        await using var log = await FilledAsync(new TopicOptions { SegmentSizeBytes = 250 });
        var path = LogOnSimulatedDisk.PathOf(4, suffix);
        var whole = log.Disk[path];
        for (var bit = 0; bit < whole.Length * 8; bit++)
        {
            var partition = await log.ReopenAsync(disk => disk[path] = Flipped(whole, bit));
            Assert.Equal(Batches * 2, (await partition.ReadAllAsync()).Count);
            Assert.Equal([(5, "5"), (6, "6")], (await partition.ReadAllAsync(5)).Take(2));
            Assert.Equal(Batches * 2 - 1, await partition.LastPositionAsync("s"));
            Assert.Equal(suffix == ".positions", log.Log.Findings.Any(finding => finding.Path == path));
        }
    }

    [Fact]
    public async Task A_missing_segment_is_refused_by_name()
    {
        await using var log = await FilledAsync(new TopicOptions { SegmentSizeBytes = 250 });
        var partition = await log.ReopenAsync(disk => disk.Delete(LogOnSimulatedDisk.PathOf(4)));
        using var reader = partition.OpenReader(0);
        var texts = new List<string?>();
        var error = ReadToEnd(reader, new RecordBlock(), texts);
        Assert.Equal(4, texts.Count);
        Assert.Contains("ends at offset 4, 8 expected", error?.Message);
    }

    [Fact]
    public async Task Damage_of_one_partition_leaves_the_others_at_work()
    {
        using var directory = new ScratchFolder();
        await using (var log = EmbeddedLog.Open(directory.Path))
        {
            foreach (
                var partition in (
                    await log.OpenTopicAsync("t", new TopicOptions { Partitions = 2 }, TestContext.Current.CancellationToken)
                ).Partitions
            )
                await LogOnSimulatedDisk.FillAsync(partition, Batches);
        }
        var bytes = await File.ReadAllBytesAsync(directory.Segment("t"), TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(directory.Segment("t"), Flipped(bytes, 800), TestContext.Current.CancellationToken);
        await using var again = EmbeddedLog.Open(directory.Path);
        var partitions = (await again.OpenTopicAsync("t", cancellation: TestContext.Current.CancellationToken)).Partitions;
        Assert.Single(again.Problems);
        await Assert.ThrowsAsync<LogException>(() => partitions[0].AppendAsync(null, Blocks.Of(0, "x")).AsTask());
        await partitions[1].AppendAsync(null, Blocks.Of(0, "x"), TestContext.Current.CancellationToken);
        Assert.Equal(Batches * 2 + 1, (await partitions[1].ReadAllAsync()).Count);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{\"version\":2}")]
    [InlineData("{\"version\":1,\"partitions\":2,\"durability\":\"PageCache\",\"flushIntervalMs\":50,\"segmentSizeBytes\":1000}")]
    public async Task A_damaged_topic_file_is_refused_by_name(string content)
    {
        await using var log = await FilledAsync(new TopicOptions());
        var error = await Assert.ThrowsAsync<LogException>(() =>
            log.ReopenAsync(disk => disk["/log/t/topic.json"] = System.Text.Encoding.UTF8.GetBytes(content))
        );
        Assert.Equal(LogErrorKind.Corrupt, error.Kind);
        Assert.Contains("topic.json", error.Message);
    }

    static byte[] Flipped(byte[] bytes, int bit)
    {
        byte[] flipped = [.. bytes];
        flipped[bit / 8] ^= (byte)(1 << bit % 8);
        return flipped;
    }

    static LogException? ReadToEnd(IPartitionReader reader, RecordBlock block, List<string?> texts)
    {
        try
        {
            while (reader.TryRead(block, maxRecords: 3)) texts.AddRange(block.Texts());
            return null;
        }
        catch (LogException error)
        {
            Assert.Throws<LogException>(() => reader.TryRead(block)); // and it stays so
            return error;
        }
    }

    static async Task<LogOnSimulatedDisk> FilledAsync(TopicOptions options)
    {
        var log = new LogOnSimulatedDisk(options);
        await LogOnSimulatedDisk.FillAsync(await log.OpenAsync(), Batches);
        await log.ReopenAsync();
        return log;
    }
}
