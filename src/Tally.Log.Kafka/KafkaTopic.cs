using System.Globalization;
using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace Tally.Log.Kafka;

/// <summary>A topic of the cluster, with the partitions found so far.</summary>
sealed class KafkaTopic : ITopic
{
    static readonly TimeSpan s_retryDelay = TimeSpan.FromMilliseconds(100);

    readonly KafkaCluster _cluster;
    volatile KafkaPartition[] _partitions = [];
    long _lookedAt;

    KafkaTopic(string name, KafkaCluster cluster) => (Name, _cluster) = (name, cluster);

    public string Name { get; }

    public IReadOnlyList<IPartition> Partitions => _partitions;

    /// <summary>The partitions as they are.</summary>
    public KafkaPartition[] All => _partitions;

    /// <summary>Whether it is time to look for new partitions.</summary>
    public bool IsDue => _cluster.Options.Time.GetElapsedTime(_lookedAt) >= _cluster.Options.DiscoveryInterval;

    /// <summary>Finds the topic, or creates it and waits until it can be used.</summary>
    public static async Task<KafkaTopic> OpenAsync(string name, TopicOptions options, KafkaCluster cluster, CancellationToken cancellation)
    {
        var topic = new KafkaTopic(name, cluster);
        var time = cluster.Options.Time;
        var created = false;
        for (var start = time.GetTimestamp(); ; await Task.Delay(s_retryDelay, time, cancellation).ConfigureAwait(false))
        {
            var found = await topic.LookAsync(cancellation).ConfigureAwait(false);
            if (found is null && !created) created = await topic.CreateAsync(options, cancellation).ConfigureAwait(false);
            else if (found is { Error.Code: ErrorCode.NoError } && found.Partitions.All(partition => partition.Leader >= 0))
            {
                await topic.AddAsync(found, cancellation).ConfigureAwait(false);
                return topic;
            }
            else if (time.GetElapsedTime(start) > cluster.Options.RequestTimeout)
                throw cluster.Health
                    .Unavailable(found is { Error.IsError: true }
                        ? found.Error
                        : new Error(ErrorCode.LeaderNotAvailable, "a partition has no leader"), name);
        }
    }

    /// <summary>Looks for partitions that are new since the last call.</summary>
    public async Task FindPartitionsAsync(CancellationToken cancellation)
    {
        _lookedAt = _cluster.Options.Time.GetTimestamp();
        if (await LookAsync(cancellation).ConfigureAwait(false) is { } found && found.Partitions.Count > _partitions.Length)
            await AddAsync(found, cancellation).ConfigureAwait(false);
    }

    async Task AddAsync(TopicMetadata found, CancellationToken cancellation)
    {
        var added = Enumerable.Range(_partitions.Length, Math.Max(0, found.Partitions.Count - _partitions.Length))
            .Select(index => new KafkaPartition(Name, index, _cluster)).ToArray();
        // A consumer that was there before may not know them for a while.
        using (var consumer = _cluster.NewConsumer(new() { ["group.id"] = "tally" }))
        {
            await Task.WhenAll(added.Select(partition => Task.Run(() => partition.Refresh(consumer), cancellation))).ConfigureAwait(false);
        }
        _partitions = [.. _partitions, .. added];
        _lookedAt = _cluster.Options.Time.GetTimestamp();
    }

    // All topics are asked for: a question for one that is missing could create it with the brokers' own options.
    async Task<TopicMetadata?> LookAsync(CancellationToken cancellation)
    {
        var metadata = await _cluster.DescribeAsync(Name, cancellation).ConfigureAwait(false);
        var found = metadata.Topics.Find(topic => topic.Topic == Name);
        if (found is { Error.Code: ErrorCode.TopicAuthorizationFailed }) throw _cluster.Health.Unavailable(found.Error, Name);
        return found is null or { Error.Code: ErrorCode.UnknownTopicOrPart } ? null : found;
    }

    async Task<bool> CreateAsync(TopicOptions options, CancellationToken cancellation)
    {
        if (!_cluster.Options.CreatesTopics)
            throw new LogException(LogErrorKind.Invalid, $"There is no topic {Name} in Kafka. Create it, or check its name.");
        if (options.Partitions is < 0 or > 10_000)
            throw new LogException(LogErrorKind.Invalid, $"Topic option partitions: {options.Partitions} found, 1 to 10000 expected.");
        var wished = new TopicSpecification { Name = Name, NumPartitions = options.Partitions > 0 ? options.Partitions : -1,
            ReplicationFactor = options.Replication > 0 ? options.Replication : (short)-1, Configs = ConfigsOf(options) };
        try
        {
            await _cluster.CreateAsync(wished).WaitAsync(cancellation).ConfigureAwait(false);
        }
        catch (CreateTopicsException error)
        {
            var reason = error.Results[0].Error;
            if (reason.Code != ErrorCode.TopicAlreadyExists)
                throw reason.Code == ErrorCode.TopicException
                    ? _cluster.Health.Invalid(reason, Name, error)
                    : _cluster.Health.Unavailable(reason, Name, error);
        }
        return true;
    }

    static Dictionary<string, string> ConfigsOf(TopicOptions options)
    {
        var configs = new Dictionary<string, string>();
        if (options.Retention is { } time) configs["retention.ms"] = ((long)time.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
        if (options.RetentionSizeBytes is { } size) configs["retention.bytes"] = size.ToString(CultureInfo.InvariantCulture);
        if (options.IsCompacted) configs["cleanup.policy"] = "compact";
        return configs;
    }
}
