using Tally.Benchmarks.Harness;

namespace Tally.Benchmarks.Servers;

/// <summary>The frames that one viewer has got: when, and how many orders each counted.</summary>
sealed class Frames : IAsyncDisposable
{
    readonly List<(double AtMs, long Orders)> _frames = [];
    readonly CancellationTokenSource _stop = new();
    readonly LiveClient _client;
    Task _following = Task.CompletedTask;
    long _orders;

    Frames(LiveClient client) => _client = client;

    /// <summary>The count of the newest frame.</summary>
    public long Orders => Volatile.Read(ref _orders);

    /// <param name="schedule">Whose clock tells when frames arrive; null: nobody asks.</param>
    public static async Task<Frames> FollowAsync(TallyServer server, Schedule? schedule = null)
    {
        var frames = new Frames(new(server.LiveAddress));
        await frames._client.SubscribeAsync(new(new SocketsHttpHandler()), frames._stop.Token);
        frames._following = frames._client.FollowAsync(orders => frames.Take(schedule?.ElapsedMs ?? 0, orders), frames._stop.Token);
        return frames;
    }

    /// <summary>Waits for a frame with that many orders.</summary>
    public async Task UntilAsync(long orders, TimeSpan patience)
    {
        for (var waited = 0; Orders < orders; waited += 10)
        {
            if (waited > patience.TotalMilliseconds) throw new InvalidOperationException($"after {patience.TotalSeconds:0} s a viewer has seen {Orders} of {orders} orders");
            await Task.Delay(10);
        }
    }

    /// <summary>For every turn the time from when it was due to the first frame that counts its orders.</summary>
    public Percentiles Delays(Schedule schedule, long turns, Func<long, long> ordersWith)
    {
        var delays = new Percentiles();
        lock (_frames)
        {
            var frame = 0;
            for (var turn = 0L; turn < turns; turn++)
            {
                while (frame < _frames.Count && _frames[frame].Orders < ordersWith(turn)) frame++;
                if (frame < _frames.Count) delays.Add(_frames[frame].AtMs - schedule.DueMs(turn));
            }
        }
        return delays;
    }

    void Take(double atMs, long orders)
    {
        lock (_frames) _frames.Add((atMs, orders));
        Volatile.Write(ref _orders, orders);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _following;
        await _client.DisposeAsync();
        _stop.Dispose();
    }
}
