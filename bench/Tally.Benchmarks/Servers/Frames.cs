namespace Tally.Benchmarks.Servers;

/// <summary>The frames that one viewer has got: when, and how many orders each counted.</summary>
sealed class Frames : IAsyncDisposable
{
    readonly CancellationTokenSource _stop = new();
    readonly LiveClient _client;
    Task _following = Task.CompletedTask;

    Frames(LiveClient client) => _client = client;

    public Sightings Seen { get; } = new();

    /// <param name="schedule">Whose clock tells when frames arrive; null: nobody asks.</param>
    public static async Task<Frames> FollowAsync(TallyServer server, Schedule? schedule = null)
    {
        var frames = new Frames(new(server.LiveAddress));
        await frames._client.SubscribeAsync(new(new SocketsHttpHandler()), frames._stop.Token);
        frames._following = frames._client.FollowAsync(orders => frames.Seen.Add(schedule?.ElapsedMs ?? 0, orders), frames._stop.Token);
        return frames;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _following;
        await _client.DisposeAsync();
        _stop.Dispose();
    }
}
