using System.Collections.Immutable;
using Tally.Engine.Catalog;
using Tally.Engine.Planning.Logical;

namespace Tally.Engine.Planning.Physical;

/// <summary>All reads of one table by a pipeline: one source decodes the columns that any of them needs, once.</summary>
sealed class TableRead(TableDefinition table)
{
    readonly SortedSet<int> _columns = table.WatermarkColumn >= 0 ? [table.WatermarkColumn] : [];
    readonly HashSet<int> _keys = [];
    ImmutableArray<int>? _fixed;

    public TableDefinition Table { get; } = table;

    /// <summary>Where the batches of the source go.</summary>
    public OutputPort Port { get; } = new();

    /// <summary>Whether an operator judges every row by the watermark before it.</summary>
    public bool NeedsRowWatermarks { get; private set; }

    /// <summary>The table's columns that are read, in the order of the batches. The time attribute is among them: its watermark is made for
    /// every reader.</summary>
    public ImmutableArray<int> Columns => _fixed ??= [.. _columns];

    public void Add(ScanNode scan, ColumnUse use)
    {
        for (var i = 0; i < scan.TableColumns.Length; i++)
        {
            _columns.Add(scan.TableColumns[i]);
            if (use.Keys.Contains(i)) _keys.Add(scan.TableColumns[i]);
        }
        NeedsRowWatermarks |= use.NeedsRowWatermarks;
    }

    public PipelineSource ToSource() =>
        new(Table, Columns, [.. Columns.Select(column => _keys.Contains(column) && Table.Columns[column].Type.IsText)], Port,
            NeedsRowWatermarks);
}
