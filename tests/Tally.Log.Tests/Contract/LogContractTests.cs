namespace Tally.Log.Tests.Contract;

/// <summary>What every backend of the log must do. A backend derives one class from it.</summary>
public abstract class LogContractTests : IAsyncLifetime
{
    ILog? _log;

    /// <summary>The log under test.</summary>
    protected ILog Log => _log ?? throw new InvalidOperationException("not open");

    /// <summary>Whether the log itself recognizes repeats; else its readers must.</summary>
    protected virtual bool RemovesRepeats => true;

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Opens an empty log, or, called again after the first was closed, the same one.</summary>
    protected abstract Task<ILog> OpenAsync();

    public async ValueTask InitializeAsync() => _log = await OpenAsync();

    public virtual async ValueTask DisposeAsync()
    {
        if (_log is not null) await _log.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Records_come_back_in_order_with_offsets_and_times()
    {
        var partition = await PartitionAsync();
        var before = DateTimeOffset.UtcNow.AddSeconds(-1).ToUnixTimeMilliseconds();
        Assert.Equal(new AppendResult(0, 2, 0), await partition.AppendAsync("web-1", Blocks.Of(0, "a", "b"), Cancellation));
        Assert.Equal(new AppendResult(2, 1, 0), await partition.AppendAsync("web-1", Blocks.Of(2, "c"), Cancellation));
        Assert.Equal([(0, "a"), (1, "b"), (2, "c")], await partition.ReadAllAsync(count: 3));
        Assert.Equal((0, 3), (partition.StartOffset, partition.EndOffset));
        var block = new RecordBlock();
        using var reader = partition.OpenReader(1);
        Assert.True(await reader.WaitAsync(Cancellation));
        Assert.True(reader.TryRead(block));
        Assert.Equal(3, reader.Offset);
        Assert.InRange(block.TimestampsMs[0], before, before + 60_000);
    }

    [Fact]
    public async Task Null_and_empty_values_stay_what_they_are()
    {
        var partition = await PartitionAsync();
        var block = Blocks.Of(0, "", "x");
        block.AddSlice(0, -1, 2);
        await partition.AppendAsync(null, block, Cancellation);
        Assert.Equal(["", "x", null], (await partition.ReadAllAsync(count: 3)).Select(record => record.Text));
    }

    [Fact]
    public async Task A_repeat_is_acknowledged_and_not_stored()
    {
        if (!RemovesRepeats) Assert.Skip("the readers of this backend remove repeats");
        var partition = await PartitionAsync();
        await partition.AppendAsync("s", Blocks.Of(10, "a", "b"), Cancellation);
        Assert.Equal(new AppendResult(-1, 0, 2), await partition.AppendAsync("s", Blocks.Of(10, "a", "b"), Cancellation));
        Assert.Equal(new AppendResult(2, 1, 1), await partition.AppendAsync("s", Blocks.Of(11, "b", "c"), Cancellation));
        Assert.Equal(new AppendResult(3, 1, 0), await partition.AppendAsync("other", Blocks.Of(10, "d"), Cancellation));
        Assert.Equal(["a", "b", "c", "d"], (await partition.ReadAllAsync(count: 4)).Select(record => record.Text));
        Assert.Equal(12, await partition.LastPositionAsync("s", Cancellation));
        Assert.Equal(-1, await partition.LastPositionAsync("unknown", Cancellation));
    }

    [Fact]
    public async Task Records_of_one_append_may_share_a_position()
    {
        if (!RemovesRepeats) Assert.Skip("the readers of this backend remove repeats");
        var partition = await PartitionAsync();
        var block = new RecordBlock();
        foreach (var (text, position) in new[] { ("a1", 5L), ("a2", 5L), ("b1", 6L), ("b2", 6L) })
            block.Add(System.Text.Encoding.UTF8.GetBytes(text), position);
        Assert.Equal(4, (await partition.AppendAsync("s", block, Cancellation)).Accepted);
        Assert.Equal(new AppendResult(-1, 0, 4), await partition.AppendAsync("s", block, Cancellation));
    }

    [Fact]
    public async Task Without_a_source_nothing_is_a_repeat()
    {
        var partition = await PartitionAsync();
        for (var round = 0; round < 2; round++)
            Assert.Equal(1, (await partition.AppendAsync(null, Blocks.Of(0, "same"), Cancellation)).Accepted);
        Assert.Equal(2, (await partition.ReadAllAsync(count: 2)).Count);
    }

    [Fact]
    public async Task Positions_that_decrease_are_refused()
    {
        var partition = await PartitionAsync();
        var block = Blocks.Of(7, "a");
        block.Add("b"u8, 6);
        var error = await Assert.ThrowsAsync<LogException>(() => partition.AppendAsync("s", block, Cancellation).AsTask());
        Assert.Equal(LogErrorKind.Invalid, error.Kind);
        Assert.Contains("Position 6", error.Message);
    }

    [Fact]
    public async Task Topics_are_listed_and_keep_their_number_of_partitions()
    {
        Assert.Equal(3, (await Log.OpenTopicAsync("b.topic", new TopicOptions { Partitions = 3 }, Cancellation)).Partitions.Count);
        Assert.Equal(3, (await Log.OpenTopicAsync("b.topic", new TopicOptions { Partitions = 5 }, Cancellation)).Partitions.Count);
        await Log.OpenTopicAsync("a_topic", cancellation: Cancellation);
        var names = await Log.ListTopicsAsync(Cancellation);
        Assert.Equal(["a_topic", "b.topic"], names.Where(name => name is "a_topic" or "b.topic"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("naïve")]
    [InlineData("a b")]
    public async Task A_topic_name_that_is_not_valid_is_refused(string name)
    {
        var error = await Assert.ThrowsAsync<LogException>(() => Log.OpenTopicAsync(name, cancellation: Cancellation).AsTask());
        Assert.Equal(LogErrorKind.Invalid, error.Kind);
    }

    [Fact]
    public async Task Readers_start_anywhere_and_take_any_amount()
    {
        var partition = await PartitionAsync();
        for (var batch = 0; batch < 5; batch++)
            await partition.AppendAsync(
                "s",
                Blocks.Of(batch * 10, [.. Enumerable.Range(batch * 10, 10).Select(n => n.ToString())]),
                Cancellation
            );
        for (var offset = 0; offset <= 50; offset++)
        {
            var expected = Enumerable.Range(offset, 50 - offset).Select(n => ((long)n, (string?)n.ToString()));
            Assert.Equal(
                expected,
                await partition.ReadAllAsync(offset, 50 - offset, maxRecords: 1 + offset % 13, maxBytes: 1 + offset * 7)
            );
        }
    }

    [Fact]
    public async Task A_value_larger_than_the_read_limit_arrives_whole()
    {
        var partition = await PartitionAsync();
        var large = new string('x', 300_000);
        await partition.AppendAsync("s", Blocks.Of(0, "small", large, "last"), Cancellation);
        Assert.Equal(
            ["small", large, "last"],
            (await partition.ReadAllAsync(count: 3, maxRecords: 1, maxBytes: 10)).Select(record => record.Text)
        );
    }

    [Fact]
    public async Task A_reader_at_the_end_wakes_when_records_arrive()
    {
        var partition = await PartitionAsync();
        using var reader = partition.OpenReader(0);
        var block = new RecordBlock();
        Assert.False(reader.TryRead(block));
        var waiting = reader.WaitAsync(Cancellation).AsTask();
        await partition.AppendAsync("s", Blocks.Of(0, "a"), Cancellation);
        Assert.True(await waiting.WaitAsync(TimeSpan.FromSeconds(60), Cancellation));
        Assert.Single(await partition.ReadAllAsync(count: 1));
        using var stop = new CancellationTokenSource();
        reader.TryRead(block);
        var canceled = reader.WaitAsync(stop.Token).AsTask();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => canceled);
    }

    [Fact]
    public async Task Appends_from_many_threads_keep_each_source_in_order()
    {
        const int sources = 8;
        const int appends = 50;
        var partition = await PartitionAsync();
        await Task.WhenAll(
            Enumerable
                .Range(0, sources)
                .Select(source =>
                    Task.Run(async () =>
                    {
                        for (var n = 0; n < appends; n++)
                            await partition.AppendAsync(
                                $"s{source}",
                                Blocks.Of(n * 2, $"{source}:{n * 2}", $"{source}:{n * 2 + 1}"),
                                Cancellation
                            );
                    })
                )
        );
        var texts = (await partition.ReadAllAsync(count: sources * appends * 2)).Select(record => record.Text!).ToList();
        for (var source = 0; source < sources; source++)
            Assert.Equal(
                Enumerable.Range(0, appends * 2).Select(n => $"{source}:{n}"),
                texts.Where(text => text.StartsWith($"{source}:", StringComparison.Ordinal))
            );
    }

    [Fact]
    public async Task What_was_stored_is_there_after_closing_and_opening()
    {
        var partition = await PartitionAsync();
        await partition.AppendAsync("s", Blocks.Of(0, "a", "b"), Cancellation);
        await Log.DisposeAsync();
        _log = await OpenAsync();
        partition = await PartitionAsync();
        Assert.Equal(["a", "b"], (await partition.ReadAllAsync(count: 2)).Select(record => record.Text));
        if (!RemovesRepeats) return;
        Assert.Equal(1, await partition.LastPositionAsync("s", Cancellation));
        Assert.Equal(new AppendResult(2, 1, 1), await partition.AppendAsync("s", Blocks.Of(1, "b", "c"), Cancellation));
    }

    /// <summary>The only partition of a topic.</summary>
    protected async Task<IPartition> PartitionAsync(string topic = "orders") =>
        (await Log.OpenTopicAsync(topic, cancellation: Cancellation)).Partitions[0];
}
