using System.Globalization;
using Tally.Engine.Columns;
using Tally.Engine.Connectors.Logs;
using Tally.Engine.Connectors.Stores;
using Tally.Engine.Formats;
using Tally.Engine.Planning;
using Tally.Engine.Planning.Definitions;
using Tally.Engine.Sql;

namespace Tally.Engine.Connectors.Kafka;

/// <summary>A compacted topic that holds the newest row of every key, for updating queries; a key without a value is gone. It is only written.</summary>
/// <param name="open">Opens a cluster's log; each table has its own.</param>
public sealed class UpsertKafkaConnector(KafkaTarget.Open open) : IConnector
{
    public string Name => "upsert-kafka";

    public IReadOnlyList<OptionDefinition> Options => KafkaOptionDefinitions.UpsertKafka;

    public IReadOnlyDictionary<string, SqlType> Metadata => KafkaOptionDefinitions.Metadata;

    public UpdateSupport Updates => UpdateSupport.ByKey;

    public bool IsBounded(TableDefinition table) => true;

    public ISource? CreateSource(TableDefinition table, ConnectorContext context) => null;

    public ISink CreateSink(TableDefinition table, ConnectorContext context)
    {
        if (table.PrimaryKey.IsEmpty) throw new SqlException(ErrorCode.MissingOption, table.Statement.Name.Span, $"table {table.Name} of the connector 'upsert-kafka' needs a primary key", "add PRIMARY KEY (…) NOT ENFORCED");
        if (!table.Options.ContainsKey("key.format")) throw new SqlException(ErrorCode.MissingOption, table.Statement.Name.Span, $"table {table.Name} of the connector 'upsert-kafka' needs an option 'key.format'");
        var written = RecordEncoders.Written(table);
        var encoder = RecordEncoders.Create(table, [.. table.PrimaryKey.Select(column => table.Columns[column].Name)], hasKeys: true, context);
        var log = open(KafkaTarget.Of(table, isWritten: true));
        var store = new KafkaRowStore(log, table.Options["topic"], log.Defaults with { IsCompacted = true }, encoder);
        var schema = new Schema(written.Select(column => new Field(column.Name, column.Type)));
        return new UpsertSink(store, schema, [.. table.PrimaryKey.Select(column => written.IndexOf(table.Columns[column]))], StoreOptionsOf(table), context.Clock);
    }

    static StoreOptions StoreOptionsOf(TableDefinition table)
    {
        var options = new StoreOptions();
        if (table.Options.TryGetValue("sink.buffer-flush.max-rows", out var rows) && int.Parse(rows, CultureInfo.InvariantCulture) is > 0 and var most) options = options with { BatchRows = most };
        if (table.Options.TryGetValue("sink.buffer-flush.interval", out var text) && Durations.TryParse(text, out var interval) && interval > TimeSpan.Zero) options = options with { Interval = interval };
        return options;
    }
}
