using Tally.Log.Embedded;
using Tally.Log.Http;

namespace Tally.Log.Tests.Http;

/// <summary>Records reach another Tally exactly once, whatever happens to requests and answers on the way.</summary>
public sealed class HttpLogTests : IAsyncLifetime
{
    readonly ScratchFolder _directory = new();
    EmbeddedLog _central = null!;
    IngestServer _server = null!;

    public ValueTask InitializeAsync()
    {
        _central = EmbeddedLog.Open(_directory.Path);
        _server = new IngestServer(_central);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _central.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task Records_arrive_and_positions_come_back()
    {
        await using var log = Open(new HttpLogOptions { Token = "secret" });
        var partition = await PartitionAsync(log);
        const string source = "web-1:/var/log/größe.log#4711";
        Assert.Equal(-1, await partition.LastPositionAsync(source));
        Assert.Equal(new AppendResult(0, 2, 0), await partition.AppendAsync(source, Blocks.Of(5, "a", "line\nbreak")));
        Assert.Equal(new AppendResult(2, 1, 1), await partition.AppendAsync(source, Blocks.Of(6, "line\nbreak", "c")));
        Assert.Equal(new AppendResult(-1, 0, 1), await partition.AppendAsync(source, Blocks.Of(7, "c")));
        Assert.Equal(7, await partition.LastPositionAsync(source));
        Assert.Equal("Bearer secret", _server.Authorization);
        Assert.Equal(["a", "line\nbreak", "c"], await StoredAsync());
    }

    [Fact]
    public async Task Lost_requests_and_lost_answers_change_nothing()
    {
        await using var log = Open(new HttpLogOptions());
        var partition = await PartitionAsync(log);
        for (var position = 0; position < 60; position++)
        {
            foreach (
                var misfortune in Enumerable
                    .Range(0, position % 4)
                    .Select(n => new IngestServer.Misfortune(
                        (position + n) % 3 * 250 is var status and > 400 ? 503 : 0,
                        IsStored: (position + n) % 2 == 0
                    ))
            )
                _server.Misfortunes.Enqueue(misfortune);
            await partition.AppendAsync(position % 5 == 0 ? null : "s", Blocks.Of(position, $"{position}"));
        }
        Assert.Empty(_server.Misfortunes);
        Assert.Equal(Enumerable.Range(0, 60).Select(n => $"{n}"), await StoredAsync());
    }

    [Fact]
    public async Task Retry_after_is_honoured_and_the_reason_is_shown_meanwhile()
    {
        var time = new ManualTime();
        await using var log = Open(new HttpLogOptions { Time = time, RequestTimeout = Timeout.InfiniteTimeSpan });
        var partition = await PartitionAsync(log);
        _server.Misfortunes.Enqueue(new IngestServer.Misfortune(429, RetryAfter: "7"));
        var start = time.GetTimestamp();
        var append = partition.AppendAsync("s", Blocks.Of(0, "a")).AsTask();
        while (!append.IsCompleted)
        {
            time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Delay(1);
            if (_server.Requests == 1 && log.Problems is [var problem]) Assert.Contains("429", problem.Message);
        }
        Assert.Equal(1, (await append).Accepted);
        Assert.True(time.GetElapsedTime(start) >= TimeSpan.FromSeconds(7));
        Assert.Equal(2, _server.Requests);
        Assert.Empty(log.Problems);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(413)]
    public async Task A_refusal_for_good_is_not_tried_again(int status)
    {
        await using var log = Open(new HttpLogOptions());
        var partition = await PartitionAsync(log);
        _server.Misfortunes.Enqueue(new IngestServer.Misfortune(status));
        var error = await Assert.ThrowsAsync<LogException>(() => partition.AppendAsync("s", Blocks.Of(0, "a")).AsTask());
        Assert.Equal(LogErrorKind.Invalid, error.Kind);
        Assert.Contains($"{status}", error.Message);
        Assert.Equal(1, _server.Requests);
    }

    [Fact]
    public async Task A_large_block_is_split_only_where_the_position_changes()
    {
        await using var log = Open(new HttpLogOptions { MaxBodySizeBytes = 1000 });
        var partition = await PartitionAsync(log);
        var block = new RecordBlock();
        for (var record = 0; record < 100; record++) block.Add(System.Text.Encoding.ASCII.GetBytes($"{record}".PadRight(300)), record / 6);
        Assert.Equal(new AppendResult(0, 100, 0), await partition.AppendAsync("s", block));
        Assert.Equal(17, _server.Requests);
        Assert.Equal(Enumerable.Range(0, 100).Select(n => $"{n}"), (await StoredAsync()).Select(text => text!.TrimEnd()));
    }

    [Fact]
    public async Task What_is_too_much_at_once_is_sent_in_parts()
    {
        await using var log = Open(new HttpLogOptions { MaxRecords = 40 });
        var partition = await PartitionAsync(log);
        _server.Misfortunes.Enqueue(new IngestServer.Misfortune(413));
        _server.Misfortunes.Enqueue(new IngestServer.Misfortune(413));
        Assert.Equal(
            new AppendResult(0, 100, 0),
            await partition.AppendAsync("s", Blocks.Of(0, [.. Enumerable.Range(0, 100).Select(n => $"{n}")]))
        );
        Assert.Equal(12, _server.Requests);
        Assert.Equal(Enumerable.Range(0, 100).Select(n => $"{n}"), await StoredAsync());
        Assert.Empty(log.Problems);
    }

    [Fact]
    public async Task Waiting_for_a_centre_that_is_away_can_be_limited_and_cancelled()
    {
        await _server.DisposeAsync();
        await using var patient = Open(new HttpLogOptions());
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        var waiting = await PartitionAsync(patient);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.AppendAsync("s", Blocks.Of(0, "a"), stop.Token).AsTask());
        await using var hasty = Open(new HttpLogOptions { GiveUpAfter = TimeSpan.FromMilliseconds(50) });
        var partition = await PartitionAsync(hasty);
        var error = await Assert.ThrowsAsync<LogException>(() => partition.AppendAsync("s", Blocks.Of(0, "a")).AsTask());
        Assert.Equal(LogErrorKind.Unavailable, error.Kind);
        Assert.Contains($"{_server.Address}", error.Message);
    }

    [Fact]
    public async Task Reading_and_listing_are_refused_with_a_hint()
    {
        await using var log = Open(new HttpLogOptions());
        var partition = await PartitionAsync(log);
        Assert.Contains("be read", Assert.Throws<LogException>(() => partition.OpenReader(0)).Message);
        await Assert.ThrowsAsync<LogException>(() => log.ListTopicsAsync().AsTask());
        Assert.Throws<LogException>(() => HttpLog.Open(new Uri("ftp://x")));
    }

    HttpLog Open(HttpLogOptions options) => HttpLog.Open(_server.Address, options with { FirstDelay = TimeSpan.FromMilliseconds(1) });

    static async Task<IPartition> PartitionAsync(HttpLog log) => (await log.OpenTopicAsync("orders")).Partitions[0];

    async Task<IEnumerable<string?>> StoredAsync() =>
        (await (await _central.OpenTopicAsync("orders")).Partitions[0].ReadAllAsync()).Select(record => record.Text);
}
