using System.Text.Json;
using Tally.Results.Live;
using Tally.Results.Redis;

namespace Tally.Results.Sharing;

/// <summary>Follows the results that an engine leaves in Redis; keeps the newest of each metric for REST and WebSocket.</summary>
public sealed class ResultFollower(RedisOptions options, MetricCatalog metrics, LiveHub hub, TimeProvider clock) : IAsyncDisposable
{
    static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(200);

    readonly RedisClient _client = new(options);
    readonly Dictionary<string, string> _versions = [];
    readonly Dictionary<string, SharedMetric> _followed = [];

    /// <summary>Why nothing can be read just now; null when it can.</summary>
    public string? Problem { get; private set; } = "results have not been read yet";

    /// <summary>What the engine was doing when it wrote last, as JSON; null before the first.</summary>
    public byte[]? Statistics { get; private set; }

    /// <summary>Follows until canceled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(s_interval, clock);
        do
        {
            try
            {
                await ReadAsync(cancellation);
                Problem = null;
            }
            catch (RedisException error)
            {
                Problem = $"results cannot be read: {error.Message}";
            }
            catch (JsonException error)
            {
                Problem = $"results cannot be read: {error.Message}";
            }
        }
        while (await timer.WaitForNextTickAsync(cancellation));
    }

    public ValueTask DisposeAsync() => _client.DisposeAsync();

    // When Redis has lost its content, what was read last stays until the engine writes again.
    async Task ReadAsync(CancellationToken cancellation)
    {
        var look = new RedisCommands();
        look.Add(SharedKeys.Versions, "HGETALL", SharedKeys.Versions);
        look.Add(SharedKeys.Statistics, "GET", SharedKeys.Statistics);
        var answers = await _client.SendAsync(look, cancellation);
        if (answers.FirstOrDefault(answer => answer.Error is not null) is { } refused) throw new RedisException(refused.Error!, true);
        Statistics = answers[1].Bytes ?? Statistics;
        var newer = answers[0].Items!.Chunk(2).Select(pair => (Name: pair[0].Text!, Version: pair[1].Text!))
            .Where(pair => _versions.GetValueOrDefault(pair.Name) != pair.Version).ToList();
        if (newer.Count == 0) return;
        var fetch = new RedisCommands();
        foreach (var (name, _) in newer) fetch.Add(SharedKeys.Documents, "HGET", SharedKeys.Documents, name);
        var documents = await _client.SendAsync(fetch, cancellation);
        for (var i = 0; i < newer.Count; i++)
        {
            if (documents[i].Bytes is not { } bytes) continue;
            Take(newer[i].Name, SharedDocument.Read(bytes));
            _versions[newer[i].Name] = newer[i].Version;
        }
    }

    void Take(string name, ResultRows rows)
    {
        var isAll = name.EndsWith(SharedKeys.AllSuffix, StringComparison.Ordinal);
        if (_followed.TryGetValue(rows.Metric.Name, out var known))
        {
            known.Put(rows, isAll);
            return;
        }
        var metric = _followed[rows.Metric.Name] = new(rows);
        metrics.Add(metric);
        hub.Follow(metric);
    }
}
