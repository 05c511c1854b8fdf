using System.Globalization;
using Tally.Engine.Catalog;
using Tally.Engine.Columns;
using Tally.Engine.Sql;
using Tally.Log;

namespace Tally.Engine.Connectors.Logs;

/// <summary>Topics of the configured log; becomes 'kafka' when the files are handed to Flink.</summary>
sealed class LogConnector : IConnector
{
    public string Name => "log";

    public IReadOnlyList<OptionDefinition> Options { get; } =
    [
        new("topic", "string", null, true, "The topic."),
        new("partitions", "int", null, false, "The partitions of the topic when it is created; without it as many as are configured."),
        new("key.fields", "string", null, false,
            "Columns, separated by ;, whose values choose the partition of a row; without it all rows of a source go to one partition."),
        new(TopicSink.GuaranteeOption, "none|at-least-once|exactly-once", TopicSink.ExactlyOnce, false,
            "Rows that a query makes of several records (windows, joins): exactly-once, with the checkpoint that covers them; "
                + "at-least-once, at once, and after a crash perhaps again. Rows made of one record are written at once and exactly once."),
        new("scan.startup.mode", "earliest-offset|latest-offset", "earliest-offset", false,
            "Where reading starts when there is no checkpoint."),
        new("scan.bounded.mode", "unbounded|latest-offset", "unbounded", false,
            "Whether reading ends at what the topic holds at the start."),
    ];

    public IReadOnlyDictionary<string, SqlType> Metadata { get; } = new Dictionary<string, SqlType>
    {
        ["topic"] = SqlType.String.WithNullable(false),
        ["partition"] = SqlType.Int.WithNullable(false),
        ["offset"] = SqlType.BigInt.WithNullable(false),
        ["timestamp"] = SqlType.TimestampLtz(3).WithNullable(false),
    };

    public bool IsBounded(TableDefinition table) => table.Options.GetValueOrDefault("scan.bounded.mode") == "latest-offset";

    public string FlinkNote => "connector 'log' is Tally's; on Flink it becomes 'kafka' with the same topic";

    public bool IsOpenToQueries => true;

    public ISource CreateSource(TableDefinition table, ConnectorContext context)
    {
        var log = RequireLog(table, context);
        return new LogSource(log, new()
        {
            Topics = [table.Options["topic"]],
            Options = TopicOf(table, log),
            Start = new(table.Options.GetValueOrDefault("scan.startup.mode", "earliest-offset")),
            Bound = IsBounded(table) ? new("latest-offset") : null,
            EndsAt = context.EndsAt is { } ends ? id => ends(table.Name, id) : null,
        }, context.Clock);
    }

    public ISink CreateSink(TableDefinition table, ConnectorContext context)
    {
        var log = RequireLog(table, context);
        return TopicSink.Create(table, log, table.Options["topic"], TopicOf(table, log),
            () => RecordEncoders.Create(table, FieldsOf(table, "key.fields"), log.HasKeys, context), PartitionChoice.Hash, context,
            TopicSink.ExactlyOnce);
    }

    /// <summary>The columns that an option names, separated by ;.</summary>
    internal static string[] FieldsOf(TableDefinition table, string option) =>
        table.Options.GetValueOrDefault(option)?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    /// <summary>How the table's topic is kept: as configured, with the partitions that the table asks for.</summary>
    internal static TopicOptions TopicOf(TableDefinition table, ILog log) =>
        table.Options.TryGetValue("partitions", out var count)
            ? log.Defaults with { Partitions = int.Parse(count, CultureInfo.InvariantCulture) }
            : log.Defaults;

    static ILog RequireLog(TableDefinition table, ConnectorContext context) =>
        context.Log
            ?? throw new SqlException(ErrorCode.Unreachable, table.Statement.Span,
                $"table {table.Name} is a topic, and there is no log here", "give the data directory with --data");
}
