using System.Collections.Immutable;
using Tally.Engine.Catalog;
using Tally.Engine.Columns;
using Tally.Engine.Connectors.Logs;
using Tally.Engine.Expressions;
using Tally.Engine.Expressions.Comparison;
using Tally.Engine.Planning.Logical;
using Tally.Engine.Sql;

namespace Tally.Engine.Planning.Binding;

/// <summary>Reads a table whose records replace each other by key: the newest record of each key, unless that has no value.</summary>
static class UpsertScan
{
    /// <summary>The rows that are left, as a query that changes its rows.</summary>
    public static LogicalNode Of(TableDefinition table, TextSpan span)
    {
        if (table.PrimaryKey.IsEmpty)
            throw new SqlException(ErrorCode.MissingOption, table.Statement.Name.Span,
                $"table {table.Name} of the connector '{table.Connector}' needs a primary key", "add PRIMARY KEY (…) NOT ENFORCED");
        if (table.Statement.Watermark is not null)
            throw new SqlException(ErrorCode.Unsupported, span,
                $"table {table.Name} of the connector '{table.Connector}' has a WATERMARK and cannot be read: its rows change",
                "leave the WATERMARK out");
        var raw = WithPlaces(table with { WatermarkColumn = -1 });
        LogicalNode scan = new ScanNode(raw) { Span = span };
        var newest = new DeduplicateNode(scan, table.PrimaryKey, raw.Columns.Length - 1, KeepLastRow: true) { Span = span };
        var length = new ColumnReference(raw.Columns.Length - 2, raw.Columns[^2].Name, raw.Columns[^2].Type);
        var left = new FilterNode(newest, Comparisons.Create(CompareKind.GreaterOrEqual, length, Literal.Of(0))) { Span = span };
        return ProjectNode.Select(left, Enumerable.Range(0, table.Columns.Length)) with { Span = span };
    }

    // A record without a value has none for NOT NULL columns either; where it stands among those of its key, its offset says.
    static TableDefinition WithPlaces(TableDefinition table)
    {
        var columns = table.Columns
            .Select((column,
                index) => column.Kind == TableColumnKind.Physical && !table.PrimaryKey.Contains(index)
                    ? column with { Type = column.Type.WithNullable(true) }
                    : column);
        return new(table.Name,
            [.. columns, Place("$length", RecordMetadata.ValueLength, SqlType.Int), Place("$offset", "offset", SqlType.BigInt)], -1, null,
            null, table.PrimaryKey, table.Options, table.Statement);
    }

    static TableColumnDefinition Place(string name, string key, SqlType type) =>
        new(name, type.WithNullable(false), TableColumnKind.Metadata, MetadataKey: key, IsVirtual: true);
}
