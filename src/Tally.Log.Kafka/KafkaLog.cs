namespace Tally.Log.Kafka;

// The log on Apache Kafka.
//
// Appends go through one producer. Every reader has a consumer of its own, assigned to its partition by hand: there is no group whose
// rebalances could move it, and where it stands is the checkpoint's business. Kafka may hold a record twice after a crash of who wrote it;
// a reader takes it once, by the source and position in its headers.

/// <summary>The log in a Kafka cluster.</summary>
public sealed class KafkaLog : ILog
{
    static readonly TimeSpan s_probeInterval = TimeSpan.FromSeconds(1);

    readonly SemaphoreSlim _opening = new(1);
    readonly Dictionary<string, KafkaTopic> _topics = new(StringComparer.Ordinal);
    readonly KafkaCluster _cluster;
    readonly ITimer _probe;
    bool _isClosed;

    KafkaLog(KafkaCluster cluster)
    {
        _cluster = cluster;
        _probe =
            cluster.Options.Time.CreateTimer(static state => ((KafkaCluster)state!).Probe(), cluster, s_probeInterval, s_probeInterval);
    }

    public TopicOptions Defaults => _cluster.Options.Topics;

    public bool HasKeys => true;

    public IReadOnlyList<LogException> Problems => _cluster.Health.Problem is { } problem ? [problem] : [];

    /// <summary>Prepares to use the cluster behind some brokers, for example "kafka-1:9092,kafka-2:9092". Nothing is sent yet.</summary>
    /// <exception cref="LogException">The native library is missing, or a property is wrong.</exception>
    public static KafkaLog Open(string servers, KafkaLogOptions? options = null) =>
        new(new KafkaCluster(servers, options ?? new KafkaLogOptions()));

    public async ValueTask<IReadOnlyList<string>> ListTopicsAsync(CancellationToken cancellation = default)
    {
        var names = (await _cluster.DescribeAsync(null, cancellation).ConfigureAwait(false)).Topics.Select(topic => topic.Topic);
        return [.. names.Where(name => !name.StartsWith("__", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
    }

    public async ValueTask<ITopic> OpenTopicAsync(string name, TopicOptions? options = null, CancellationToken cancellation = default)
    {
        TopicNames.Check(name);
        await _opening.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (_isClosed) throw new LogException(LogErrorKind.Unavailable, "The log is closed.");
            if (!_topics.TryGetValue(name, out var topic))
            {
                topic = await KafkaTopic.OpenAsync(name, options ?? Defaults, _cluster, cancellation).ConfigureAwait(false);
                _topics.Add(name, topic);
            }
            else if (topic.IsDue) await topic.FindPartitionsAsync(cancellation).ConfigureAwait(false);
            return topic;
        }
        finally
        {
            _opening.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _opening.WaitAsync().ConfigureAwait(false);
        try
        {
            if (_isClosed) return;
            _isClosed = true;
            await _probe.DisposeAsync().ConfigureAwait(false);
            await Task.WhenAll(_topics.Values.SelectMany(topic => topic.All).Select(partition => partition.CloseAsync()))
                .ConfigureAwait(false);
            await Task.Run(_cluster.Dispose).ConfigureAwait(false);
        }
        finally
        {
            _opening.Release();
        }
    }
}
