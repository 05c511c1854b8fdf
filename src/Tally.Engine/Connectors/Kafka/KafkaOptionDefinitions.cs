using Tally.Engine.Catalog;
using Tally.Engine.Columns;
using Tally.Engine.Connectors.Logs;

namespace Tally.Engine.Connectors.Kafka;

/// <summary>The options of the connectors kafka and upsert-kafka, named as in Flink.</summary>
static class KafkaOptionDefinitions
{
    static readonly OptionDefinition[] s_common =
    [
        new("properties.bootstrap.servers", "string", null, true, "The brokers, host:port,…"),
        new("properties.*", "string", null, false,
            "Properties of the client under the names of Java's: security.protocol, sasl.mechanism, sasl.jaas.config, "
                + "ssl.truststore.location, …"),
        new("value.format", "string", null, false, "The same as 'format'; its options then start with value."),
        new("key.format", "string", null, false, "How the key is written; its options start with key."),
        new("key.fields-prefix", "string", "", false, "Columns of the key start with it, its fields do not."),
        new("value.fields-include", "ALL|EXCEPT_KEY", "ALL", false,
            "Whether the value holds the columns of the key too; without them they are read from the key."),
        new("sink.parallelism", "int", null, false, "Accepted for Flink; one producer writes all partitions."),
    ];

    /// <summary>Of the connector kafka.</summary>
    public static IReadOnlyList<OptionDefinition> Kafka { get; } =
    [
        new("topic", "string", null, false, "The topic, or several to read, separated by ;."),
        new("topic-pattern", "string", null, false, "A regular expression for the topics to read; new ones are found while running."),
        .. s_common,
        new("key.fields", "string", "", false, "The columns of the key, separated by ;."),
        new("scan.startup.mode", "group-offsets|earliest-offset|latest-offset|timestamp|specific-offsets", "group-offsets", false,
            "Where reading starts when there is no checkpoint; group-offsets without properties.group.id, or without committed offsets, "
                + "is properties.auto.offset.reset, else the earliest."),
        new("scan.startup.timestamp-millis", "long", null, false, "The time of the mode timestamp."),
        new("scan.startup.specific-offsets", "string", null, false, "partition:0,offset:42;partition:1,offset:300"),
        new("scan.bounded.mode", "unbounded|latest-offset|group-offsets|timestamp|specific-offsets", "unbounded", false,
            "Where reading ends; tally sql takes latest-offset for unbounded."),
        new("scan.bounded.timestamp-millis", "long", null, false, "The time of the mode timestamp."),
        new("scan.bounded.specific-offsets", "string", null, false, "As for the start."),
        new("scan.topic-partition-discovery.interval", "duration", "10 s", false,
            "Accepted for Flink; new partitions are looked for every 10 s."),
        new("scan.parallelism", "int", null, false, "Accepted for Flink; each partition is fetched on a thread of its own."),
        new("sink.partitioner", "default|fixed|round-robin", "default", false,
            "default: by the key as Kafka's producers do, else by the source; fixed: by the source; round-robin: by the position."),
        new(TopicSink.GuaranteeOption, "none|at-least-once|exactly-once", "at-least-once", false,
            "exactly-once: rows that a query makes of several records (windows, joins) are written with the checkpoint that covers them, "
                + "and readers of Tally take a repeat once. Rows made of one record are always so: see docs/operating.md."),
        new("sink.transactional-id-prefix", "string", null, false, "Accepted for Flink; Tally uses no transactions."),
    ];

    /// <summary>Of the connector upsert-kafka.</summary>
    public static IReadOnlyList<OptionDefinition> UpsertKafka { get; } =
    [
        new("topic", "string", null, true, "The topic; one that is missing is created with cleanup.policy=compact."),
        .. s_common,
        new("scan.bounded.mode", "unbounded|latest-offset|group-offsets|timestamp|specific-offsets", "unbounded", false,
            "Where reading ends; tally sql takes latest-offset for unbounded."),
        new("scan.bounded.timestamp-millis", "long", null, false, "The time of the mode timestamp."),
        new("scan.bounded.specific-offsets", "string", null, false, "partition:0,offset:42;partition:1,offset:300"),
        new("scan.parallelism", "int", null, false, "Accepted for Flink; each partition is fetched on a thread of its own."),
        new("sink.buffer-flush.max-rows", "int", "1000", false, "The most rows of one write."),
        new("sink.buffer-flush.interval", "duration", "250 ms", false,
            "How long changes are gathered: of a key only the newest is written."),
        new("sink.delivery-guarantee", "none|at-least-once", "at-least-once", false, "Repeats write the same row of the same key again."),
    ];

    /// <summary>The metadata columns of kafka.</summary>
    public static IReadOnlyDictionary<string, SqlType> Metadata { get; } = new Dictionary<string, SqlType>
    {
        ["topic"] = SqlType.String.WithNullable(false),
        ["partition"] = SqlType.Int.WithNullable(false),
        ["offset"] = SqlType.BigInt.WithNullable(false),
        ["timestamp"] = SqlType.TimestampLtz(3).WithNullable(false),
        [RecordMetadata.Headers] = RecordMetadata.HeadersType,
    };
}
