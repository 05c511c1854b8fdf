using System.Text.RegularExpressions;
using Tally.Engine.Catalog;
using Tally.Engine.Columns;
using Tally.Engine.Connectors.Logs;
using Tally.Engine.Sql;
using Tally.Log;

namespace Tally.Engine.Connectors.Kafka;

/// <summary>Topics of any Kafka cluster, declared as for Flink.</summary>
/// <param name="open">Opens a cluster's log; each table has its own.</param>
public sealed class KafkaConnector(KafkaTarget.Open open) : IConnector
{
    const string BoundedMode = "scan.bounded.mode";

    static readonly TimeSpan s_patternTimeout = TimeSpan.FromSeconds(1);

    public string Name => "kafka";

    public IReadOnlyList<OptionDefinition> Options => KafkaOptionDefinitions.Kafka;

    public IReadOnlyDictionary<string, SqlType> Metadata => KafkaOptionDefinitions.Metadata;

    public bool IsBounded(TableDefinition table) => table.Options.GetValueOrDefault(BoundedMode, "unbounded") != "unbounded";

    public TableEndpoint? EndpointOf(TableDefinition table) => KafkaTarget.EndpointOf(table);

    public ISource CreateSource(TableDefinition table, ConnectorContext context)
    {
        var scan = new LogScan
        {
            Topics = [.. LogConnector.FieldsOf(table, "topic")],
            Pattern = PatternOf(table),
            Start = ScanEdge.Read(table, "scan.startup.", table.Options.GetValueOrDefault("scan.startup.mode", "group-offsets")),
            Bound = IsBounded(table) ? ScanEdge.Read(table, "scan.bounded.", table.Options[BoundedMode]) : null,
            IdPrefix = table.Name + ":",
            EndsAt = context.EndsAt is { } ends ? id => ends(table.Name, id) : null,
            Reading = new ReaderOptions { NeedsKeys = RecordKeys.IsExcept(table), NeedsHeaders = ReadsHeaders(table) },
        };
        if (scan.Topics.IsEmpty == scan.Pattern is null)
            throw new SqlException(ErrorCode.MissingOption, table.Statement.Name.Span,
                $"table {table.Name} needs either 'topic' or 'topic-pattern'");
        var log = open(KafkaTarget.Of(table, isWritten: false));
        return new LogSource(log, scan, context.Clock, log);
    }

    public ISink CreateSink(TableDefinition table, ConnectorContext context)
    {
        if (LogConnector.FieldsOf(table, "topic") is not [var topic])
            throw new SqlException(ErrorCode.Unsupported, table.Statement.Name.Span,
                $"table {table.Name} is written, and needs exactly one 'topic'");
        var keys = LogConnector.FieldsOf(table, "key.fields");
        if (keys.Length > 0 && !table.Options.ContainsKey("key.format"))
            throw new SqlException(ErrorCode.MissingOption, table.Statement.Name.Span,
                $"table {table.Name} has 'key.fields' and no option 'key.format'");
        var log = open(KafkaTarget.Of(table, isWritten: true));
        var choice = table.Options.GetValueOrDefault("sink.partitioner") switch
        {
            "fixed" => PartitionChoice.Source,
            "round-robin" => PartitionChoice.RoundRobin,
            _ => PartitionChoice.KafkaKey,
        };
        return TopicSink.Create(table, log, topic, log.Defaults, () => RecordEncoders.Create(table, keys, hasKeys: true, context), choice,
            context, "at-least-once", log);
    }

    static bool ReadsHeaders(TableDefinition table) =>
        table.Columns.Any(column =>
            column.Kind == TableColumnKind.Metadata && (column.MetadataKey ?? column.Name) == RecordMetadata.Headers);

    static Regex? PatternOf(TableDefinition table)
    {
        if (!table.Options.TryGetValue("topic-pattern", out var pattern)) return null;
        try
        {
            return new Regex($"^(?:{pattern})$", RegexOptions.CultureInvariant, s_patternTimeout);
        }
        catch (RegexParseException e)
        {
            throw new SqlException(ErrorCode.BadOption, table.Statement.Name.Span, $"'topic-pattern' is '{pattern}': {e.Message}");
        }
    }
}
