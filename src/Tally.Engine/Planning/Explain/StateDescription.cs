using Tally.Engine.Catalog;
using Tally.Engine.Expressions;
using Tally.Engine.Operators.Windows;
using Tally.Engine.Planning.Logical;

namespace Tally.Engine.Planning.Explain;

/// <summary>Says what state a node keeps, and for how long.</summary>
sealed class StateDescription(BindingContext context)
{
    readonly string _forHowLong =
        context.Settings.TryGetValue("table.exec.state.ttl", out var text) && Durations.TryParse(text, out var ttl) && ttl > TimeSpan.Zero
        ? $"until idle for {WindowFunction.Duration((long)ttl.TotalMilliseconds)}" : "for ever (SET 'table.exec.state.ttl' bounds it)";

    /// <summary>What the node keeps, or null when it keeps nothing.</summary>
    public string? Of(LogicalNode node) => node switch
    {
        AggregateNode { Keys.IsEmpty: true } => "one group",
        AggregateNode => $"one group a key, {_forHowLong}",
        WindowAggregateNode { Function.Kind.IsSliced: false } => "open sessions, until the watermark passes their end",
        WindowAggregateNode { IsSliced: true } aggregate =>
            $"one group a key and slice of {WindowFunction.Duration(aggregate.Function.SlideMs)}, until the watermark passes the last "
                + $"window over it{Longer(aggregate.Function)}",
        WindowAggregateNode aggregate => $"one group a key and window, until the watermark passes its end{Longer(aggregate.Function)}",
        WindowNode { Function.Kind.IsSliced: false } => "rows of open sessions",
        RankNode { Window: { } window } => $"the best rows of open windows{Longer(window.Function)}",
        RankNode rank => $"{(rank.Input.Traits.IsInsertOnly ? "the best rows" : "all rows")} of each partition, {_forHowLong}",
        DeduplicateNode => $"one row a key, {_forHowLong}",
        OverNode => "the rows of the frame of each partition",
        MatchNode { WithinMs: { } within } => $"the rows that may still be part of a match, for {WindowFunction.Duration(within)} at most",
        MatchNode => "the rows that may still be part of a match (WITHIN bounds it)",
        SortNode { IsAtEnd: true } => "all rows, until the input ends",
        SortNode => "rows ahead of the watermark",
        SetOperationNode => $"the number of each row on both sides, {_forHowLong}",
        JoinNode { Time: IntervalTime } => "rows of both sides while a partner may come",
        JoinNode { Time: WindowTime } => "rows of open windows",
        JoinNode { Time: VersionTime } => "versions of the right side, and left rows ahead of the watermark",
        JoinNode => $"the rows of both sides, {_forHowLong}",
        _ => null,
    };

    static string Longer(WindowFunction function) =>
        function.IsCorrected ? $", and {WindowFunction.Duration(function.LatenessMs)} longer for late rows" : "";
}
