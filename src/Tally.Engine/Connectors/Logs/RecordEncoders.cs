using System.Collections.Immutable;
using Tally.Engine.Catalog;
using Tally.Engine.Columns;
using Tally.Engine.Formats;
using Tally.Engine.Sql;
using Encoder = Tally.Engine.Formats.Encoder;

namespace Tally.Engine.Connectors.Logs;

/// <summary>Makes the encoder of a table's records from its options.</summary>
static class RecordEncoders
{
    const string DefaultKeyFormat = "csv";

    /// <param name="keyColumns">The names of the key's columns.</param>
    /// <param name="hasKeys">Whether the log keeps keys; else the columns only choose the partition.</param>
    public static RecordEncoder Create(TableDefinition table, IReadOnlyList<string> keyColumns, bool hasKeys, ConnectorContext context)
    {
        var written = Written(table);
        var physical = Places(written, column => column.Kind == TableColumnKind.Physical);
        var keys = keyColumns.Select(name => KeyIndex(table, written, name)).ToImmutableArray();
        var values = table.Options.GetValueOrDefault("value.fields-include") == "EXCEPT_KEY" ? [.. physical.Except(keys)] : physical;
        var prefix = table.Options.GetValueOrDefault("key.fields-prefix", "");
        var value = EncoderOf(table, table.Options.GetValueOrDefault("value.format") ?? table.Options.GetValueOrDefault("format"), "value.",
            SchemaOf(written, values, ""), context);
        var key = hasKeys && keys.Length > 0
            ? EncoderOf(table, table.Options.GetValueOrDefault("key.format", DefaultKeyFormat), "key.", SchemaOf(written, keys, prefix),
                context)
            : null;
        return new(value, values, key,
            keys) { TimestampColumn = MetadataIndex(written, "timestamp"), HeadersColumn = MetadataIndex(written, RecordMetadata.Headers) };
    }

    /// <summary>The columns that INSERT gives, in order.</summary>
    public static List<TableColumnDefinition> Written(TableDefinition table) =>
        [.. table.Columns
            .Where(column => column.Kind == TableColumnKind.Physical || column is { Kind: TableColumnKind.Metadata, IsVirtual: false })];

    static Encoder EncoderOf(TableDefinition table, string? format, string prefix, Schema schema, ConnectorContext context)
    {
        if (format is null) throw new OptionException($"table {table.Name} has no option 'format'");
        return context.Formats.Find(format)?.CreateEncoder(schema, TableFormats.OptionsOf(table, prefix), context.TimeZone)
            ?? throw new SqlException(ErrorCode.BadOption, table.Statement.Span,
                $"format '{format}' is only read; it cannot be written to topic {table.Options.GetValueOrDefault("topic")}");
    }

    static int KeyIndex(TableDefinition table, List<TableColumnDefinition> written, string name) =>
        written.FindIndex(column => column.Name == name && column.Kind == TableColumnKind.Physical) is >= 0 and var index ? index
            : throw new SqlException(ErrorCode.BadOption, table.Statement.Span,
                $"'key.fields' of table {table.Name} names {name}, which is no column");

    static int MetadataIndex(List<TableColumnDefinition> written, string key) =>
        written.FindIndex(column => column.Kind == TableColumnKind.Metadata && (column.MetadataKey ?? column.Name) == key);

    static ImmutableArray<int> Places(List<TableColumnDefinition> columns, Func<TableColumnDefinition, bool> chosen) =>
        [.. Enumerable.Range(0, columns.Count).Where(index => chosen(columns[index]))];

    static Schema SchemaOf(List<TableColumnDefinition> written, ImmutableArray<int> columns, string prefix) =>
        new(columns.Select(index => new Field(prefix.Length > 0 && written[index].Name.StartsWith(prefix, StringComparison.Ordinal)
            ? written[index].Name[prefix.Length..]
            : written[index].Name, written[index].Type)));
}
