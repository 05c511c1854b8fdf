using Tally.Log.Embedded;
using Tally.Log.Http;
using Tally.Log.Spool;

namespace Tally.Log.Tests.Http;

/// <summary>A gateway's spool: everything that it has taken reaches the other log once, whoever dies meanwhile.</summary>
public sealed class SpoolLogTests : IAsyncLifetime
{
    readonly ScratchFolder _centre = new(), _gateway = new();
    EmbeddedLog _central = null!;
    IngestServer _server = null!;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        _central = EmbeddedLog.Open(_centre.Path);
        _server = new IngestServer(_central);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _central.DisposeAsync();
        _centre.Dispose();
        _gateway.Dispose();
    }

    [Fact]
    public async Task Records_are_kept_while_the_other_side_is_away_and_sent_when_it_is_back()
    {
        for (var request = 0; request < 5; request++) _server.Misfortunes.Enqueue(new(503));
        await using var target = Target();
        await using var spool = await SpoolLog.OpenAsync(_gateway.Path, target, cancellation: Cancellation);
        var partition = (await spool.OpenTopicAsync("orders", cancellation: Cancellation)).Partitions[0];
        Assert.Equal(2, (await partition.AppendAsync("shop", Blocks.Of(0, "a", "b"), Cancellation)).Accepted);
        Assert.Equal(1, (await partition.AppendAsync("shop", Blocks.Of(1, "b", "c"), Cancellation)).Accepted);
        await WaitUntilSentAsync(spool);
        Assert.Equal(["a", "b", "c"], await StoredAsync());
    }

    [Fact]
    public async Task Stopped_at_any_moment_it_sends_the_rest_after_the_next_start_and_nothing_twice()
    {
        var random = new Random(7);
        for (var round = 0; round < 20; round++)
        {
            for (var n = random.Next(4); n > 0; n--)
                _server.Misfortunes.Enqueue(new(random.Next(2) == 0 ? 503 : 0, IsStored: random.Next(2) == 0));
            await using var target = Target();
            await using var spool = await SpoolLog.OpenAsync(_gateway.Path, target, cancellation: Cancellation);
            var partition = (await spool.OpenTopicAsync("orders", cancellation: Cancellation)).Partitions[0];
            for (var record = 0; record < 10; record++)
                await partition.AppendAsync("shop", Blocks.Of(round * 10 + record, $"{round * 10 + record}"), Cancellation);
            await Task.Delay(random.Next(20), Cancellation);
        }
        _server.Misfortunes.Clear();
        await using var last = Target();
        await using var rest = await SpoolLog.OpenAsync(_gateway.Path, last, cancellation: Cancellation);
        await WaitUntilSentAsync(rest);
        Assert.Equal(Enumerable.Range(0, 200).Select(n => $"{n}"), await StoredAsync());
    }

    [Fact]
    public async Task Spool_that_has_lost_what_it_sent_takes_another_name_and_loses_nothing_new()
    {
        using var before = new ScratchFolder();
        await using (var target = Target())
        {
            await using (var spool = await SpoolLog.OpenAsync(_gateway.Path, target, cancellation: Cancellation))
                await SendAsync(spool, "a", "b");
            foreach (var path in Directory.EnumerateFiles(_gateway.Path, "*", SearchOption.AllDirectories))
            {
                var copy = Path.Combine(before.Path, Path.GetRelativePath(_gateway.Path, path));
                Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
                File.Copy(path, copy);
            }
            await using (var spool = await SpoolLog.OpenAsync(_gateway.Path, target, cancellation: Cancellation))
                await SendAsync(spool, "c", "d", "e");
        }
        // As after a loss of power: the disk has what it had earlier. The next records have the offsets of those that are lost here.
        await using var after = Target();
        await using (var spool = await SpoolLog.OpenAsync(before.Path, after, cancellation: Cancellation))
            await SendAsync(spool, "f", "g", "h", "i");
        await using (var spool = await SpoolLog.OpenAsync(before.Path, after, cancellation: Cancellation))
            await SendAsync(spool, "j");
        Assert.Equal(["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"], await StoredAsync());
    }

    static async Task SendAsync(SpoolLog spool, params string[] records)
    {
        var partition = (await spool.OpenTopicAsync("orders", cancellation: Cancellation)).Partitions[0];
        await partition.AppendAsync(null, Blocks.Of(0, records), Cancellation);
        await WaitUntilSentAsync(spool);
    }

    static async Task WaitUntilSentAsync(SpoolLog spool)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        deadline.CancelAfter(TimeSpan.FromSeconds(60));
        while (spool.WaitingCount > 0) await Task.Delay(10, deadline.Token);
    }

    HttpLog Target() => HttpLog.Open(_server.Address, new() { FirstDelay = TimeSpan.FromMilliseconds(1) });

    async Task<IEnumerable<string?>> StoredAsync() =>
        (await (await _central.OpenTopicAsync("orders")).Partitions[0].ReadAllAsync()).Select(record => record.Text);
}
