using System.Collections.Immutable;
using Tally.Engine.Catalog;
using Tally.Engine.Columns;
using Tally.Engine.Connectors;
using Tally.Engine.Expressions;
using Tally.Engine.Formats;

namespace Tally.Engine.Execution;

/// <summary>Which columns of a table are read, and where each comes from: the record, the connector, or an expression.</summary>
/// <param name="Columns">The indexes of the table's columns in the order of the batches.</param>
/// <param name="KeyColumns">For each column whether text comes as dictionary codes.</param>
/// <param name="NeedsRowWatermarks">Whether every batch tells each row's watermark, not only those with rows behind it.</param>
/// <param name="NeedsPositions">Whether every batch tells each row's position.</param>
public sealed record StreamPlan(TableDefinition Table, ImmutableArray<int> Columns, ImmutableArray<bool> KeyColumns,
    bool NeedsRowWatermarks, bool NeedsPositions = false)
{
    /// <summary>The table's columns that are decoded from the record.</summary>
    public ImmutableArray<int> Decoded { get; } =
        [.. Needed(Table, Columns).Where(index => Table.Columns[index].Kind == TableColumnKind.Physical && !IsPathColumn(Table, index))];

    /// <summary>The METADATA columns and the columns that come from the path of a file.</summary>
    public ImmutableArray<int> Metadata { get; } =
        [.. Needed(Table, Columns).Where(index => Table.Columns[index].Kind == TableColumnKind.Metadata || IsPathColumn(Table, index))];

    /// <summary>The columns that are computed.</summary>
    public ImmutableArray<int> Computed { get; } =
        [.. Needed(Table, Columns).Where(index => Table.Columns[index].Kind == TableColumnKind.Computed)];

    /// <summary>The types in which the connector gives its metadata.</summary>
    public IReadOnlyDictionary<string, SqlType> MetadataTypes { get; init; } = ImmutableDictionary<string, SqlType>.Empty;

    /// <summary>The one read that serves several: all their columns, codes where any of them wants codes.</summary>
    public static StreamPlan Union(IReadOnlyList<StreamPlan> plans)
    {
        var columns = plans.SelectMany(plan => plan.Columns).Distinct().Order().ToImmutableArray();
        var keys = columns.Select(column => plans.Any(plan => plan.Columns.IndexOf(column) is >= 0 and var at && plan.KeyColumns[at]))
            .ToImmutableArray();
        return new(plans[0].Table, columns, keys, plans.Any(plan => plan.NeedsRowWatermarks),
            plans.Any(plan => plan.NeedsPositions)) { MetadataTypes = plans[0].MetadataTypes };
    }

    /// <summary>What the decoder has to do.</summary>
    public DecoderRequest Request(TimeZoneInfo timeZone)
    {
        var physical = Enumerable.Range(0, Table.Columns.Length)
            .Where(index => Table.Columns[index].Kind == TableColumnKind.Physical && !IsPathColumn(Table, index)).ToList();
        return new([.. Decoded.Select(index => Table.Schema[index])], [.. Decoded.Select(index => physical.IndexOf(index))],
            [.. physical.Select(index => Table.Schema[index])],
            [.. Decoded.Select(IsKey)], TableFormats.OptionsOf(Table), timeZone);
    }

    /// <summary>The key under which the connector gives a column of <see cref="Metadata"/>.</summary>
    public string MetadataKey(int column) =>
        Table.Columns[column] is { Kind: TableColumnKind.Metadata } definition
            ? definition.MetadataKey ?? definition.Name
            : PathColumns.Prefix + Table.Columns[column].Name;

    /// <summary>The type in which a column of <see cref="Metadata"/> comes.</summary>
    public SqlType MetadataType(int column) => MetadataTypes.GetValueOrDefault(MetadataKey(column)) ?? PathColumns.Type;

    bool IsKey(int column) => Columns.IndexOf(column) is >= 0 and var at && KeyColumns[at];

    static bool IsPathColumn(TableDefinition table, int index) =>
        table.Statement.PartitionedBy.Any(name => name.Name == table.Columns[index].Name);

    // What is read, what the watermark needs (a NULL event time is an error even where the query does not look at it), and what the
    // computed ones of these need.
    static SortedSet<int> Needed(TableDefinition table, ImmutableArray<int> columns)
    {
        var needed = new SortedSet<int>(columns);
        if (table.WatermarkColumn >= 0) needed.Add(table.WatermarkColumn);
        if (table.Watermark is { } watermark) AddReferences(watermark, needed);
        foreach (var column in needed.ToList())
            if (table.Columns[column].Expression is { } expression) AddReferences(expression, needed);
        return needed;
    }

    static void AddReferences(Expression expression, SortedSet<int> into)
    {
        if (expression is ColumnReference reference) into.Add(reference.Index);
        foreach (var child in expression.Children) AddReferences(child, into);
    }
}
