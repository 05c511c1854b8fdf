using System.Collections.Immutable;
using Tally.Engine.Catalog;
using Tally.Engine.Columns;

namespace Tally.Engine.Planning.Logical;

/// <summary>Reads some columns of a table.</summary>
/// <param name="Table">The table.</param>
/// <param name="TableColumns">The indexes of the table's columns, in output order.</param>
public sealed record ScanNode(TableDefinition Table, ImmutableArray<int> TableColumns)
    : LogicalNode(new Schema(TableColumns.Select(column =>
        new Field(Table.Columns[column].Name, Table.Columns[column].Type with { IsTimeAttribute = false }))), [])
{
    /// <summary>Reads all columns.</summary>
    public ScanNode(TableDefinition table) : this(table, [.. Enumerable.Range(0, table.Columns.Length)]) { }

    public override string Name => "Scan";

    public override string Details => $"{Table.Name}: {string.Join(", ", TableColumns.Select(column => Table.Columns[column].Name))}";

    // A hint can change the options of a table for one read; where a read ends is no part of what it computes.
    protected override string Identity =>
        $"{Details}; {string.Join(", ", Table.Options.Where(option => !option.Key.StartsWith("scan.bounded.", StringComparison.Ordinal))
        .OrderBy(option => option.Key, StringComparer.Ordinal).Select(option => $"{option.Key}={option.Value}"))}";

    /// <summary>The same read with fewer columns.</summary>
    public ScanNode Prune(IEnumerable<int> columns) => new(Table, [.. columns.Select(column => TableColumns[column])]) { Span = Span };

    protected override NodeTraits DeriveTraits()
    {
        var time = Table.WatermarkColumn < 0 ? -1 : TableColumns.IndexOf(Table.WatermarkColumn);
        var arrivals = Enumerable.Range(0, TableColumns.Length).Where(place => Table.Columns[TableColumns[place]].Type.IsProcessingTime);
        return NodeTraits.Append with { TimeColumns = time < 0 ? [] : [time], ProcessingTimes = [.. arrivals] };
    }
}
