using Tally.Log.Embedded;

namespace Tally.Log.Spool;

// A spool keeps what cannot be read again.
//
// Who posts records to a gateway will not keep them until the center is back. So a gateway stores them in an embedded log of its own,
// answers, and
// sends them on behind the caller's back. A record's offset here is its position there: the center remembers how far it has the spool, so
// nothing
// is kept on this side but the name under which it sends, and a repeat after a crash of either is recognized as any other. Only for a
// center that
// does not remember (one on Kafka) is it written down here what has been acknowledged.

/// <summary>A log that keeps records here until another log has them.</summary>
public sealed class SpoolLog : ILog
{
    readonly EmbeddedLog _local;
    readonly ILog _target;
    readonly string _directory;
    readonly EmbeddedLogOptions _options;
    readonly Dictionary<string, SpoolShipper> _shippers = new(StringComparer.Ordinal);

    SpoolLog(EmbeddedLog local, ILog target, string directory, EmbeddedLogOptions options) =>
        (_local, _target, _directory, _options) = (local, target, directory, options);

    public TopicOptions Defaults => _local.Defaults with { Partitions = 1 };

    /// <summary>Records that the other log does not have yet.</summary>
    public long WaitingCount
    {
        get
        {
            lock (_shippers) return _shippers.Values.Sum(shipper => shipper.WaitingCount);
        }
    }

    /// <summary>What each topic holds that the other log does not have yet.</summary>
    public IReadOnlyList<(string Topic, LogLag Lag)> Lags
    {
        get
        {
            lock (_shippers) return [.. _shippers.Select(shipper => (shipper.Key, shipper.Value.Lag))];
        }
    }

    public IReadOnlyList<LogException> Problems
    {
        get
        {
            lock (_shippers) return [.. _local.Problems, .. _shippers.Values.Select(shipper => shipper.Problem).OfType<LogException>()];
        }
    }

    /// <summary>Opens a spool and begins to send what is left in it.</summary>
    /// <param name="target">Where records go; stays the caller's.</param>
    /// <exception cref="LogException">Another process has it, or it cannot be written.</exception>
    public static async Task<SpoolLog> OpenAsync(string directory, ILog target, EmbeddedLogOptions? options = null,
        CancellationToken cancellation = default)
    {
        options ??= new EmbeddedLogOptions();
        var spool = new SpoolLog(EmbeddedLog.Open(directory, options), target, directory, options);
        foreach (var topic in await spool._local.ListTopicsAsync(cancellation))
            await spool.OpenTopicAsync(topic, cancellation: cancellation);
        return spool;
    }

    public ValueTask<IReadOnlyList<string>> ListTopicsAsync(CancellationToken cancellation = default) =>
        _local.ListTopicsAsync(cancellation);

    public async ValueTask<ITopic> OpenTopicAsync(string name, TopicOptions? options = null, CancellationToken cancellation = default)
    {
        var topic = await _local.OpenTopicAsync(name, (options ?? Defaults) with { Partitions = 1 }, cancellation);
        lock (_shippers)
        {
            if (!_shippers.ContainsKey(name))
                _shippers.Add(name,
                    new(name, (EmbeddedPartition)topic.Partitions[0], Path.Combine(_directory, name, "sent-as"), _target, _options));
        }
        return topic;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var shipper in _shippers.Values) await shipper.StopAsync();
        await _local.DisposeAsync();
    }
}
