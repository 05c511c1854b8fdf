using System.Collections.Immutable;
using Tally.Engine.Columns;
using Tally.Engine.Expressions;
using Tally.Engine.Sql.Ast;

namespace Tally.Engine.Catalog;

/// <summary>A table of the catalog: its columns, watermark, key and options.</summary>
/// <param name="Columns">All columns in the declared order.</param>
/// <param name="WatermarkColumn">The index of the time attribute, or -1.</param>
/// <param name="Watermark">The bound watermark expression over all columns, giving a timestamp; null without.</param>
/// <param name="WatermarkDelayMs">The delay when the expression is "column - constant interval" (or the column alone: 0); null when it is
/// something else.</param>
/// <param name="PrimaryKey">The indexes of the key's columns.</param>
public sealed record TableDefinition(string Name, ImmutableArray<TableColumnDefinition> Columns, int WatermarkColumn, Expression? Watermark,
    long? WatermarkDelayMs,
    ImmutableArray<int> PrimaryKey, ImmutableDictionary<string, string> Options, CreateTableStatement Statement)
{
    /// <summary>The columns as a query sees them.</summary>
    public Schema Schema { get; } = new(Columns.Select(column => new Field(column.Name, column.Type)));

    /// <summary>The columns that are in the records.</summary>
    public ImmutableArray<Field> PhysicalFields { get; } =
        [.. Columns.Where(column => column.Kind == TableColumnKind.Physical).Select(column => new Field(column.Name, column.Type))];

    /// <summary>The value of 'connector'.</summary>
    public string Connector => Options.GetValueOrDefault("connector", "");
}

/// <summary>Where a column's values come from.</summary>
public enum TableColumnKind
{
    Physical,
    Computed,
    Metadata,
}

/// <summary>A column of a table.</summary>
/// <param name="Expression">Of a computed column, bound over all columns of the table.</param>
/// <param name="MetadataKey">Of a metadata column.</param>
/// <param name="IsVirtual">Whether INSERT leaves a metadata column out.</param>
public sealed record TableColumnDefinition(string Name, SqlType Type, TableColumnKind Kind, Expression? Expression = null,
    string? MetadataKey = null, bool IsVirtual = false);
