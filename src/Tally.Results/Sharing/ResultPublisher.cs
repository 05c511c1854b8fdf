using System.Globalization;
using System.Text;
using Tally.Results.Redis;

namespace Tally.Results.Sharing;

// Shared results.
//
// An engine leaves the rows of its metrics in Redis; any number of front ends without state of their own read them there and serve REST,
// WebSocket and page. A
// document is written when its metric has changed, at most four times a second; all rows of a metric (not only the newest window) at most
// every two seconds.
// Front ends look at the versions only, and fetch what is newer. After a restart the engine writes nothing before it has computed all that
// the log held.

/// <summary>Writes the rows of metrics into Redis.</summary>
public sealed class ResultPublisher : IAsyncDisposable
{
    const int AllRowsLimit = 10_000;

    static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(250), s_allInterval = TimeSpan.FromSeconds(2);

    readonly RedisClient _client;
    readonly TimeProvider _clock;
    readonly Func<byte[]> _statistics;
    readonly CancellationTokenSource _stop = new();
    readonly Dictionary<string, Shared> _metrics = [];
    readonly Lock _gate = new();
    Task _running = Task.CompletedTask;
    long _version;

    /// <param name="statistics">What the engine is doing, as JSON.</param>
    public ResultPublisher(RedisOptions options, Func<byte[]> statistics, TimeProvider clock) =>
        (_client, _statistics, _clock) = (new(options), statistics, clock);

    /// <summary>Why nothing can be written just now; null when it can.</summary>
    public string? Problem { get; private set; }

    /// <summary>Shares a metric once <see cref="OnCaughtUp"/> was called for it.</summary>
    public void Follow(IMetricRows table)
    {
        var shared = new Shared(table);
        lock (_gate) _metrics[table.Metric.Name] = shared;
        table.Changed += _ => (shared.IsChanged, shared.IsAllChanged) = (true, true);
    }

    /// <summary>The values of a metric are at least as new as before a restart.</summary>
    public void OnCaughtUp(string metric)
    {
        lock (_gate) _metrics[metric].IsHeld = false;
    }

    public void Start() => _running = Task.Run(RunAsync);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _client.DisposeAsync();
    }

    async Task RunAsync()
    {
        using var timer = new PeriodicTimer(s_interval, _clock);
        while (await timer.WaitForNextTickAsync(_stop.Token))
        {
            try
            {
                await PublishAsync(_stop.Token);
                Problem = null;
            }
            catch (RedisException error)
            {
                Problem = $"results cannot be shared: {error.Message}";
                foreach (var metric in _metrics.Values) (metric.IsChanged, metric.IsAllChanged) = (true, true);
            }
        }
    }

    async Task PublishAsync(CancellationToken cancellation)
    {
        var look = new RedisCommands();
        look.Add(SharedKeys.Versions, "HLEN", SharedKeys.Versions);
        var isLost = (await _client.SendAsync(look, cancellation))[0].Number < _metrics.Values
            .Sum(metric => (metric.IsSent ? 1 : 0) + (metric.AllSentAt is null ? 0 : 1));
        var commands = new RedisCommands();
        var sent = new List<Action>();
        lock (_gate)
        {
            foreach (var metric in _metrics.Values.Where(metric => !metric.IsHeld)) Add(commands, metric, isLost, sent);
        }
        commands.Add(SharedKeys.Statistics, _statistics(), "SET", SharedKeys.Statistics);
        foreach (var reply in await _client.SendAsync(commands, cancellation))
            if (reply.Error is { } error) throw new RedisException(error, true);
        foreach (var confirm in sent) confirm();
    }

    void Add(RedisCommands commands, Shared metric, bool isLost, List<Action> sent)
    {
        var name = metric.Table.Metric.Name;
        if (metric.IsChanged || isLost || !metric.IsSent)
        {
            metric.IsChanged = false;
            Add(commands, name, metric.Table.Read(new()));
            sent.Add(() => metric.IsSent = true);
        }
        if (isLost || metric.IsAllChanged && (metric.AllSentAt is not { } at || _clock.GetElapsedTime(at) >= s_allInterval))
        {
            metric.IsAllChanged = false;
            var all = metric.Table.Read(new("all"));
            Add(commands, name + SharedKeys.AllSuffix, all with { Rows = [.. all.Rows.TakeLast(AllRowsLimit)] });
            sent.Add(() => metric.AllSentAt = _clock.GetTimestamp());
        }
    }

    void Add(RedisCommands commands, string name, ResultRows rows)
    {
        _version = Math.Max(_version + 1, _clock.GetUtcNow().ToUnixTimeMilliseconds());
        commands.Add(SharedKeys.Documents, SharedDocument.Write(rows), "HSET", SharedKeys.Documents, name);
        commands.Add(SharedKeys.Versions, Encoding.UTF8.GetBytes(_version.ToString(CultureInfo.InvariantCulture)), "HSET",
            SharedKeys.Versions, name);
    }

    /// <summary>A metric and what of it Redis has.</summary>
    sealed class Shared(IMetricRows table)
    {
        public readonly IMetricRows Table = table;
        public volatile bool IsChanged = true, IsAllChanged = true, IsHeld = true;
        public bool IsSent;
        public long? AllSentAt;
    }
}
