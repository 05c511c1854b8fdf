using System.Collections.Concurrent;
using Tally.Host.Configuration;

namespace Tally.Host.Http.Ingest;

/// <summary>Holds back clients that send too much: each by itself, and all together.</summary>
sealed class IngestRate(IngestOptions options, TimeProvider clock)
{
    const int ManyClients = 10_000;

    readonly TokenBucket _total = new(options.RatePerSecond, clock);
    readonly ConcurrentDictionary<string, TokenBucket> _clients = new();

    /// <summary>Null when the records may pass, else how long the client should wait.</summary>
    public TimeSpan? TryTake(string client, int count)
    {
        if (options.ClientRatePerSecond > 0)
        {
            if (_clients.Count > ManyClients) Forget();
            if (_clients.GetOrAdd(client, _ => new(options.ClientRatePerSecond, clock)).TryTake(count) is { } wait) return wait;
        }
        return _total.TryTake(count);
    }

    void Forget()
    {
        foreach (var (client, bucket) in _clients)
            if (bucket.IsFull) _clients.TryRemove(client, out _);
    }
}
