using Confluent.Kafka;
using Tally.Log.Embedded;
using Tally.Log.Kafka.Native;

namespace Tally.Log.Kafka;

/// <summary>A partition of a topic of the cluster.</summary>
sealed class KafkaPartition(string topic, int index, KafkaCluster cluster) : IPartition
{
    static readonly TimeSpan s_staleAfter = TimeSpan.FromMilliseconds(100), s_queryTimeout = TimeSpan.FromSeconds(2);

    readonly Lock _gate = new();
    readonly HashSet<KafkaReader> _readers = [];
    long _startOffset;
    long _endOffset;
    long _askedAt;

    public int Index => index;

    public long StartOffset => Known(ref _startOffset);

    public long EndOffset => Known(ref _endOffset);

    /// <summary>The partition's name in the cluster.</summary>
    public TopicPartition Name { get; } = new(topic, index);

    public KafkaCluster Cluster => cluster;

    public async ValueTask<AppendResult> AppendAsync(string? source, RecordBlock records, CancellationToken cancellation = default)
    {
        if (source is not null) SourceRules.Check(source, records);
        if (records.Count == 0) return new(-1, 0, 0);
        var (baseOffset, endOffset) = await cluster.Writer.AppendAsync(Name, source, records, cancellation).ConfigureAwait(false);
        Saw(0, endOffset);
        return new(baseOffset, records.Count, 0);
    }

    public long AskEndOffset()
    {
        Ask(s_queryTimeout);
        return Interlocked.Read(ref _endOffset);
    }

    /// <summary>Always unknown: Kafka does not know sources; who starts again sends again what may be missing, and the readers take it
    /// once.</summary>
    public ValueTask<long> LastPositionAsync(string source, CancellationToken cancellation = default) => new(IPartition.UnknownPosition);

    public IPartitionReader OpenReader(long offset) => OpenReader(offset, new ReaderOptions());

    public IPartitionReader OpenReader(long offset, ReaderOptions options)
    {
        var reader = new KafkaReader(this, offset, options);
        lock (_gate) _readers.Add(reader);
        return reader;
    }

    public async ValueTask<long> OffsetOfTimeAsync(long timestampMs, CancellationToken cancellation = default)
    {
        var found = await Task.Run(() => cluster.Ask(consumer => consumer.OffsetOfTime(Name, timestampMs, cluster.Options.RequestTimeout),
            topic), cancellation).ConfigureAwait(false);
        return found >= 0 ? found : EndOffset;
    }

    public async ValueTask<long?> CommittedOffsetAsync(string group, CancellationToken cancellation = default)
    {
        var found = await Task.Run(() => cluster.Ask(_ =>
        {
            using var consumer = cluster.NewConsumer(new() { ["group.id"] = group, ["enable.auto.commit"] = "false" });
            return consumer.Committed(Name, cluster.Options.RequestTimeout);
        }, topic), cancellation).ConfigureAwait(false);
        return found >= 0 ? found : null;
    }

    /// <summary>Asks where the partition starts and ends.</summary>
    /// <exception cref="LogException">The cluster does not answer.</exception>
    public void Refresh(NativeConsumer consumer) =>
        Take(cluster.Ask(() => consumer.QueryOffsets(Name, cluster.Options.RequestTimeout), topic));

    /// <summary>Takes over what a client has learned; 0: nothing about this end.</summary>
    public void Saw(long startOffset, long endOffset)
    {
        lock (_gate)
        {
            if (startOffset > _startOffset) _startOffset = startOffset;
            if (endOffset > _endOffset) _endOffset = endOffset;
        }
    }

    /// <summary>A reader has been closed.</summary>
    public void Forget(KafkaReader reader)
    {
        lock (_gate) _readers.Remove(reader);
    }

    /// <summary>Ends all readers.</summary>
    public Task CloseAsync()
    {
        lock (_gate) return Task.WhenAll(_readers.Select(reader => reader.EndAsync()).ToList());
    }

    // A reader learns with every fetch where the partition ends; without one the cluster is asked, but not at every look.
    long Known(ref long offset)
    {
        bool isKept;
        lock (_gate)
            isKept =
                _readers.Count > 0 || cluster.Options.Time.GetElapsedTime(_askedAt) < s_staleAfter || cluster.Health.Problem is not null;
        if (!isKept)
        {
            try
            {
                Ask(s_queryTimeout);
            }
            catch (LogException)
            {
                // What is known is still true; that the cluster is away is said elsewhere.
            }
        }
        return Interlocked.Read(ref offset);
    }

    void Ask(TimeSpan timeout) => Take(cluster.Ask(consumer => consumer.QueryOffsets(Name, timeout), topic));

    void Take((long Low, long High) found)
    {
        lock (_gate) _askedAt = cluster.Options.Time.GetTimestamp();
        Saw(found.Low, found.High);
    }
}
