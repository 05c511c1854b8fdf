using System.Text;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Tally.Log.Kafka;

namespace Tally.Log.Tests.Kafka;

/// <summary>What readers of Kafka do beyond the contract: drop repeats, find new partitions, pass over what retention took.</summary>
[Trait("Category", "long")]
public sealed class KafkaReadingTests(SharedKafka kafka)
{
    readonly string _topic = $"r{Guid.NewGuid():N}";

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_reader_takes_a_repeat_once_and_rows_of_one_position_all()
    {
        await using var log = KafkaLog.Open((await kafka.ServerAsync()).Bootstrap);
        var partition = (await log.OpenTopicAsync(_topic, cancellation: Cancellation)).Partitions[0];
        foreach (var _ in Enumerable.Range(0, 2)) await partition.AppendAsync("s", Rows(("a1", 5), ("a2", 5), ("b1", 6)), Cancellation);
        await partition.AppendAsync("s", Rows(("b1", 6), ("b2", 6), ("c", 7)), Cancellation);
        await partition.AppendAsync("other", Rows(("d", 5)), Cancellation);
        Assert.Equal(["a1", "a2", "b1", "b2", "c", "d"], (await partition.ReadAllAsync(count: 6)).Select(record => record.Text));
        Assert.Equal(10, partition.EndOffset);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4096)]
    public async Task A_reader_goes_on_from_the_marks_of_a_checkpoint_wherever_it_was_taken(int maxRecords)
    {
        await using var log = KafkaLog.Open((await kafka.ServerAsync()).Bootstrap);
        var partition = (await log.OpenTopicAsync(_topic, cancellation: Cancellation)).Partitions[0];
        for (var round = 0; round < 3; round++)
            foreach (var source in new[] { "x", "y" })
                await partition.AppendAsync(
                    source,
                    Blocks.Of(round * 2, [.. Enumerable.Range(round * 2, 4).Select(n => $"{source}{n}")]),
                    Cancellation
                );
        var expected = (await partition.ReadAllAsync(count: 16)).Select(record => record.Text).ToList();
        Assert.Equal(16, expected.Count);
        foreach (var taken in Enumerable.Range(1, 15)) Assert.Equal(expected, await ReadInTwoPartsAsync(partition, taken, maxRecords));
    }

    [Fact]
    public async Task Keys_and_headers_come_back()
    {
        await using var log = KafkaLog.Open((await kafka.ServerAsync()).Bootstrap);
        var partition = (await log.OpenTopicAsync(_topic, cancellation: Cancellation)).Partitions[0];
        var block = Rows(("v", 0));
        block.SetKey(0, "k"u8.ToArray());
        block.SetHeaders(0, [new("h", "1"u8.ToArray()), new("h", "2"u8.ToArray())]);
        await partition.AppendAsync("s", block, Cancellation);
        using var reader = partition.OpenReader(0, new ReaderOptions { NeedsKeys = true, NeedsHeaders = true });
        Assert.True(await reader.WaitAsync(Cancellation));
        Assert.True(reader.TryRead(block));
        Assert.Equal("k", Encoding.UTF8.GetString(block.Keys![0].Span));
        Assert.Equal(["h=1", "h=2"], block.Headers![0]!.Select(header => $"{header.Key}={Encoding.UTF8.GetString(header.Value.Span)}"));
    }

    [Fact]
    public async Task A_partition_that_is_added_is_found()
    {
        var servers = (await kafka.ServerAsync()).Bootstrap;
        await using var log = KafkaLog.Open(servers, new() { DiscoveryInterval = TimeSpan.FromMilliseconds(50) });
        Assert.Single((await log.OpenTopicAsync(_topic, cancellation: Cancellation)).Partitions);
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = servers }).Build();
        await admin.CreatePartitionsAsync([new PartitionsSpecification { Topic = _topic, IncreaseTo = 3 }]);
        ITopic topic;
        do topic = await log.OpenTopicAsync(_topic, cancellation: Cancellation);
        while (topic.Partitions.Count < 3);
        while (!await TryAppendAsync(topic.Partitions[2], Rows(("new", 0)))) { }
        Assert.Equal(["new"], (await topic.Partitions[2].ReadAllAsync(count: 1)).Select(record => record.Text));
    }

    [Fact]
    public async Task What_retention_took_is_counted_and_passed_over()
    {
        var servers = (await kafka.ServerAsync()).Bootstrap;
        await using var log = KafkaLog.Open(servers);
        var partition = (await log.OpenTopicAsync(_topic, cancellation: Cancellation)).Partitions[0];
        await partition.AppendAsync("s", Rows(("a", 0), ("b", 1), ("c", 2)), Cancellation);
        await (await kafka.ServerAsync()).DeleteRecordsAsync(_topic, beforeOffset: 2);
        await using var later = KafkaLog.Open(servers);
        using var reader = (await later.OpenTopicAsync(_topic, cancellation: Cancellation)).Partitions[0].OpenReader(0);
        var block = new RecordBlock();
        while (!reader.TryRead(block)) await reader.WaitAsync(Cancellation);
        Assert.Equal(["c"], block.Texts());
        Assert.Equal(2, reader.LostCount);
    }

    [Fact]
    public async Task A_time_is_found_and_a_bound_kept()
    {
        await using var log = KafkaLog.Open((await kafka.ServerAsync()).Bootstrap);
        var partition = (await log.OpenTopicAsync(_topic, cancellation: Cancellation)).Partitions[0];
        var block = new RecordBlock();
        foreach (var n in Enumerable.Range(0, 10)) block.Add(Encoding.UTF8.GetBytes($"{n}"), n, 1_760_000_000_000 + n * 1000);
        await partition.AppendAsync("s", block, Cancellation);
        Assert.Equal(4, await partition.OffsetOfTimeAsync(1_760_000_003_500, Cancellation));
        Assert.Equal(10, await partition.OffsetOfTimeAsync(1_770_000_000_000, Cancellation));
        using var reader = partition.OpenReader(4, new ReaderOptions { BoundOffset = 7 });
        var read = new List<string?>();
        while (reader.Offset < 7)
        {
            if (reader.TryRead(block, 2)) read.AddRange(block.Texts());
            else await reader.WaitAsync(Cancellation);
        }
        Assert.Equal(["4", "5", "6"], read);
    }

    [Fact]
    public async Task Read_offsets_are_committed_for_monitoring()
    {
        await using var log = KafkaLog.Open(
            (await kafka.ServerAsync()).Bootstrap,
            new()
            {
                Group = _topic,
                Properties = new Dictionary<string, string> { ["auto.commit.interval.ms"] = "50" },
            }
        );
        var partition = (await log.OpenTopicAsync(_topic, cancellation: Cancellation)).Partitions[0];
        await partition.AppendAsync("s", Rows(("a", 0), ("b", 1)), Cancellation);
        Assert.Null(await partition.CommittedOffsetAsync(_topic, Cancellation));
        using var reader = partition.OpenReader(0);
        var block = new RecordBlock();
        while (!reader.TryRead(block)) await reader.WaitAsync(Cancellation);
        while (await partition.CommittedOffsetAsync(_topic, Cancellation) != 2) await Task.Delay(20, Cancellation);
    }

    static async Task<List<string?>> ReadInTwoPartsAsync(IPartition partition, int taken, int maxRecords)
    {
        var read = new List<string?>();
        var marks = new SourceMarks([]);
        var offset = 0L;
        var block = new RecordBlock();
        using (var first = partition.OpenReader(0))
        {
            while (read.Count < taken)
            {
                if (!first.TryRead(block, Math.Min(maxRecords, taken - read.Count))) await first.WaitAsync(Cancellation);
                read.AddRange(block.Texts());
                foreach (var mark in block.Marks) marks.Set(mark);
                offset = first.Offset;
            }
        }
        using var second = partition.OpenReader(offset, new ReaderOptions { Marks = marks.All });
        while (read.Count < 16)
        {
            if (second.TryRead(block, maxRecords)) read.AddRange(block.Texts());
            else await second.WaitAsync(Cancellation);
        }
        return read;
    }

    // The producer learns of a partition a little later.
    static async Task<bool> TryAppendAsync(IPartition partition, RecordBlock records)
    {
        try
        {
            await partition.AppendAsync("s", records, Cancellation);
            return true;
        }
        catch (LogException error) when (error.Kind == LogErrorKind.Unavailable)
        {
            await Task.Delay(100, Cancellation);
            return false;
        }
    }

    static RecordBlock Rows(params ReadOnlySpan<(string Text, long Position)> rows)
    {
        var block = new RecordBlock();
        foreach (var (text, position) in rows) block.Add(Encoding.UTF8.GetBytes(text), position);
        return block;
    }
}
