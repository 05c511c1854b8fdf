using System.Globalization;
using Tally.Engine.Catalog;
using Tally.Engine.Columns;
using Tally.Engine.Connectors.Logs;
using Tally.Engine.Connectors.Stores;
using Tally.Engine.Sql;
using Tally.Log;

namespace Tally.Engine.Connectors.Kafka;

/// <summary>A compacted topic that holds the newest row of every key, for updating queries; a key without a value is gone. Read, it gives
/// the newest row of every key.</summary>
/// <param name="open">Opens a cluster's log; each table has its own.</param>
public sealed class UpsertKafkaConnector(KafkaTarget.Open open) : IConnector
{
    const string BoundedMode = "scan.bounded.mode";

    public string Name => "upsert-kafka";

    public IReadOnlyList<OptionDefinition> Options => KafkaOptionDefinitions.UpsertKafka;

    public IReadOnlyDictionary<string, SqlType> Metadata { get; } =
        new Dictionary<string, SqlType>(KafkaOptionDefinitions.Metadata) { [RecordMetadata.ValueLength] = SqlType.Int.WithNullable(false) };

    public UpdateSupport Updates => UpdateSupport.ByKey;

    public bool IsBounded(TableDefinition table) => table.Options.GetValueOrDefault(BoundedMode, "unbounded") != "unbounded";

    public bool IsUpsert => true;

    public TableEndpoint? EndpointOf(TableDefinition table) => KafkaTarget.EndpointOf(table);

    public ISource CreateSource(TableDefinition table, ConnectorContext context)
    {
        RequireKey(table);
        if ((table.Options.GetValueOrDefault("value.format") ?? table.Options.GetValueOrDefault("format")) is not "json" and var format)
            throw new SqlException(ErrorCode.Unsupported, table.Statement.Name.Span,
                $"table {table.Name} of the connector 'upsert-kafka' has the value.format '{format}', and only json can be read",
                "read it with 'connector' = 'kafka', as a stream of changes");
        var scan = new LogScan
        {
            Topics = [table.Options["topic"]],
            Start = new("earliest-offset"),
            Bound = IsBounded(table) ? ScanEdge.Read(table, "scan.bounded.", table.Options[BoundedMode]) : null,
            IdPrefix = table.Name + ":",
            EndsAt = context.EndsAt is { } ends ? id => ends(table.Name, id) : null,
            Reading = new ReaderOptions { NeedsKeys = true },
        };
        var log = open(KafkaTarget.Of(table, isWritten: false));
        return new LogSource(log, scan, context.Clock, log);
    }

    public ISink CreateSink(TableDefinition table, ConnectorContext context)
    {
        RequireKey(table);
        var written = RecordEncoders.Written(table);
        var encoder =
            RecordEncoders.Create(table, [.. table.PrimaryKey.Select(column => table.Columns[column].Name)], hasKeys: true, context);
        var log = open(KafkaTarget.Of(table, isWritten: true));
        var store = new KafkaRowStore(log, table.Options["topic"], log.Defaults with { IsCompacted = true }, encoder);
        var schema = new Schema(written.Select(column => new Field(column.Name, column.Type)));
        return new UpsertSink(store, schema, [.. table.PrimaryKey.Select(column => written.IndexOf(table.Columns[column]))],
            StoreOptionsOf(table), context.Clock);
    }

    static void RequireKey(TableDefinition table)
    {
        if (table.PrimaryKey.IsEmpty)
            throw new SqlException(ErrorCode.MissingOption, table.Statement.Name.Span,
                $"table {table.Name} of the connector 'upsert-kafka' needs a primary key", "add PRIMARY KEY (…) NOT ENFORCED");
        if (!table.Options.ContainsKey("key.format"))
            throw new SqlException(ErrorCode.MissingOption, table.Statement.Name.Span,
                $"table {table.Name} of the connector 'upsert-kafka' needs an option 'key.format'");
    }

    static StoreOptions StoreOptionsOf(TableDefinition table)
    {
        var options = new StoreOptions();
        if (table.Options.TryGetValue("sink.buffer-flush.max-rows", out var rows)
            && int.Parse(rows, CultureInfo.InvariantCulture) is > 0 and var most) options = options with { BatchRows = most };
        if (table.Options.TryGetValue("sink.buffer-flush.interval", out var text) && Durations.TryParse(text, out var interval)
            && interval > TimeSpan.Zero) options = options with { Interval = interval };
        return options;
    }
}
