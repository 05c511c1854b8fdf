using System.Collections.Immutable;
using Tally.Engine.Columns;
using Tally.Engine.Operators.Aggregation;
using Tally.Engine.Operators.Windows.Slices;
using Tally.Engine.Operators.Windows;

namespace Tally.Engine.Planning.Logical;

/// <summary>GROUP BY with both bounds of a window: the keys, the aggregates, then the bounds that are used. Emits a window once, when it is
/// over.</summary>
/// <param name="Bounds">Where the input's rows carry their window; null when the operator cuts the windows itself from
/// <paramref name="TimeColumn"/>.</param>
/// <param name="TimeColumn">The time attribute of the input, or -1 when the rows carry their window.</param>
/// <param name="SessionBy">The columns of the input that make the sessions apart, for SESSION cut by the operator.</param>
/// <param name="Keys">The columns of GROUP BY that are no bounds of the window.</param>
/// <param name="Outputs">The bounds that leave, in order.</param>
sealed record WindowAggregateNode(LogicalNode Source, WindowFunction Function, WindowColumns? Bounds, int TimeColumn,
    ImmutableArray<int> SessionBy,
    ImmutableArray<int> Keys, ImmutableArray<AggregateCall> Calls, ImmutableArray<string> CallNames, ImmutableArray<Field> Outputs,
    ImmutableArray<WindowColumn> OutputKinds)
    : LogicalNode(new Schema([.. AggregateNode.OutputOf(Source.Schema, Keys, Calls, CallNames).Fields, .. Outputs]), [Source])
{
    public LogicalNode Source => Inputs[0];

    public override string Name => "WindowAggregate";

    public override string Details =>
        $"{Function} {(Bounds is null ? "over" : "attached")} "
        + Columns(Input.Schema, Bounds is null ? [TimeColumn] : [Bounds.Start, Bounds.End])
        + (SessionBy.IsEmpty ? "" : $", sessions by {Columns(Input.Schema, SessionBy)}")
        + $", by {(Keys.IsEmpty ? "nothing" : Columns(Input.Schema, Keys))}{string.Concat(Calls.Select(call => $", {call}"))}, "
            + $"{string.Join(", ", OutputKinds)}";

    /// <summary>Whether the operator cuts the windows itself, in slices.</summary>
    public bool IsSliced => Bounds is null;

    protected override NodeTraits DeriveTraits()
    {
        var (start, end, time) = (IndexOf(WindowColumn.Start), IndexOf(WindowColumn.End), IndexOf(WindowColumn.Time));
        ImmutableArray<int>? key = (start >= 0 || Function.Kind.HasFixedLength) && end >= 0
            ? [.. Enumerable.Range(0, Keys.Length), .. start < 0 ? [] : new[] { start }, end]
            : null;
        var window = start < 0 && end < 0 && time < 0 ? null : new WindowColumns(Function, start, end, time);
        var changelog = !Function.IsCorrected ? ChangelogMode.InsertOnly : key is null ? ChangelogMode.Retract : ChangelogMode.Upsert;
        return new(changelog, key, time < 0 ? [] : [time], window);
    }

    int IndexOf(WindowColumn kind) => OutputKinds.IndexOf(kind) is >= 0 and var place ? Keys.Length + Calls.Length + place : -1;
}
