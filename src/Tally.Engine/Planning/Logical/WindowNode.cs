using System.Collections.Immutable;
using Tally.Engine.Columns;
using Tally.Engine.Operators.Windows;

namespace Tally.Engine.Planning.Logical;

/// <summary>A window function in FROM: adds window_start, window_end and window_time to each row, once for every window that holds
/// it.</summary>
/// <param name="TimeColumn">The column of DESCRIPTOR.</param>
/// <param name="PartitionBy">The columns that make the sessions apart; empty for other windows.</param>
/// <param name="OfGroupBy">Whether it was written inside GROUP BY: TUMBLE_ROWTIME is nullable where the time is, window_time never.</param>
sealed record WindowNode(LogicalNode Source, WindowFunction Function, int TimeColumn, ImmutableArray<int> PartitionBy,
    bool OfGroupBy = false)
    : LogicalNode(new Schema([.. Source.Schema.Fields, .. ColumnsFor(Source.Schema[TimeColumn].Type, OfGroupBy)]), [Source])
{
    public LogicalNode Source => Inputs[0];

    public override string Name => "Window";

    public override string Details =>
        $"{Function} over {Columns(Input.Schema, [TimeColumn])}{(PartitionBy.IsEmpty ? "" : $" by {Columns(Input.Schema, PartitionBy)}")}";

    /// <summary>The index of window_start; window_end and window_time follow.</summary>
    public int FirstWindowColumn => Input.Schema.Count;

    static Field[] ColumnsFor(SqlType time, bool ofGroupBy)
    {
        var bound = SqlType.Timestamp(3).WithNullable(false);
        var last =
            (time.Kind == TypeKind.TimestampLtz ? SqlType.TimestampLtz(3) : SqlType.Timestamp(3)).WithNullable(ofGroupBy && time.Nullable);
        return [new("window_start", bound), new("window_end", bound), new("window_time", last)];
    }

    protected override NodeTraits DeriveTraits()
    {
        var first = FirstWindowColumn;
        var window = new WindowColumns(Function, first, first + 1, first + 2);
        ImmutableArray<int>? key = Input.Traits.UpsertKey is { } old ? [.. old, first, first + 1] : null;
        // Keeping the original time attribute beside window_time would give two; Flink keeps the original one and makes window_time
        // another.
        return new(Input.Traits.Changelog, key, [.. Input.Traits.TimeColumns, first + 2],
            window) { ProcessingTimes = Input.Traits.ProcessingTimes };
    }
}
