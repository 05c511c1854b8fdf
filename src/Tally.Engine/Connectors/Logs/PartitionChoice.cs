namespace Tally.Engine.Connectors.Logs;

/// <summary>How the partition of a row is chosen. Always the same for the same row: a repeat must meet the record that it
/// repeats.</summary>
enum PartitionChoice
{
    /// <summary>By the key columns, else by the source: a hash of Tally's own.</summary>
    Hash,

    /// <summary>By the encoded key as Kafka's producers do, else by the source.</summary>
    KafkaKey,

    /// <summary>One partition for all rows of a source.</summary>
    Source,

    /// <summary>One after the other, by the position in the source.</summary>
    RoundRobin,
}
