namespace Tally.Log.Kafka;

/// <summary>How Tally uses a Kafka cluster.</summary>
public sealed record KafkaLogOptions
{
    /// <summary>The client's properties under the names of Java's client, as in Flink's options without "properties.".</summary>
    public IReadOnlyDictionary<string, string> Properties { get; init; } = new Dictionary<string, string>();

    /// <summary>The consumer group under which read offsets are committed for monitoring tools; null: none are.</summary>
    public string? Group { get; init; } = "tally";

    /// <summary>How a new topic is kept.</summary>
    public TopicOptions Topics { get; init; } = new() { Replication = 0 };

    /// <summary>Whether a missing topic is created; else it is an error.</summary>
    public bool CreatesTopics { get; init; } = true;

    /// <summary>How often a topic is looked at for new partitions.</summary>
    public TimeSpan DiscoveryInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the cluster may take to answer a question.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The bytes of a partition that are fetched ahead of its reader.</summary>
    public int ReadAheadBytes { get; init; } = 4 << 20;

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
