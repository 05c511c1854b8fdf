using Tally.Log;

namespace Tally.Engine.Connectors.Logs;

/// <summary>Topics that are read, with the partitions found so far.</summary>
/// <param name="owned">A log that was opened for this table alone, and is closed with it.</param>
sealed class LogSource(ILog log, LogScan scan, TimeProvider clock, IAsyncDisposable? owned = null) : ISource
{
    static readonly TimeSpan s_patternInterval = TimeSpan.FromSeconds(10);

    readonly List<ISourcePartition> _partitions = [];
    readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);
    IReadOnlyList<string> _topics = scan.Topics;
    long _lookedAt;
    bool _isListed;
    bool _isRestored;

    public void Remember(IReadOnlyDictionary<string, RememberedPartition> partitions) => _isRestored |= partitions.Count > 0;

    public async ValueTask<IReadOnlyList<ISourcePartition>> ListPartitionsAsync(CancellationToken cancellation)
    {
        if (_isListed && scan.Bound is not null) return _partitions;
        if (scan.Pattern is { } pattern && (!_isListed || clock.GetElapsedTime(_lookedAt) >= s_patternInterval))
        {
            _topics = [.. (await log.ListTopicsAsync(cancellation)).Where(name => pattern.IsMatch(name))];
            _lookedAt = clock.GetTimestamp();
        }
        foreach (var name in _topics) await AddAsync(await log.OpenTopicAsync(name, scan.Options, cancellation), cancellation);
        _isListed = true;
        return _partitions;
    }

    public ValueTask DisposeAsync() => owned?.DisposeAsync() ?? ValueTask.CompletedTask;

    // A partition that is found later is new, and read from its start; after a checkpoint it was found by the run before.
    async ValueTask AddAsync(ITopic topic, CancellationToken cancellation)
    {
        var known = _counts.GetValueOrDefault(topic.Name);
        for (; known < topic.Partitions.Count; known++)
        {
            var partition = topic.Partitions[known];
            var start = _isListed || _isRestored ? partition.StartOffset : await scan.Start.OffsetAsync(partition, cancellation);
            var id = $"{scan.IdPrefix}{topic.Name}/{partition.Index}";
            var bound = Math.Min(scan.Bound is { } edge ? await edge.OffsetAsync(partition, cancellation) : long.MaxValue,
                scan.EndsAt?.Invoke(id) ?? long.MaxValue);
            _partitions.Add(new LogPartition(id, topic.Name, partition, start, bound, scan.Reading with { BoundOffset = bound }));
            _counts[topic.Name] = known + 1;
        }
    }
}
