using System.Collections.Immutable;
using Tally.Engine.Expressions;
using Tally.Engine.Planning.Logical;

namespace Tally.Engine.Planning.Rules;

/// <summary>Turns a filter on ROW_NUMBER into a rank: Top-N, Top-N inside a window, or deduplication by event time.</summary>
sealed class RankRule : IPlanRule
{
    public LogicalNode Apply(LogicalNode node) =>
        node switch
        {
            FilterNode { Input: OverNode { IsRowNumber: true } over } filter => Rank(filter, over) ?? node,
            RankNode { Window: null } rank => InWindow(rank),
            _ => node,
        };

    static LogicalNode? Rank(FilterNode filter, OverNode over)
    {
        var rank = over.Input.Schema.Count;
        var (first, last) = (1L, long.MaxValue);
        var others = new List<Expression>();
        foreach (var condition in Conditions.Split(filter.Condition))
            if (!Narrow(condition, rank, ref first, ref last)) others.Add(condition);
        if (last == long.MaxValue) return null;
        // Equal calls are one column, so all columns behind the input are the same number.
        var ranked = InWindow(new RankNode(over.Input, over.PartitionBy, over.Order, first, last, true, null) { Span = over.Span });
        return Conditions.Filter(ranked, others);
    }

    // rn <= 3, 3 >= rn, rn < 4, rn = 1, BETWEEN (two comparisons).
    static bool Narrow(Expression condition, int rank, ref long first, ref long last)
    {
        if (Conditions.Comparison(condition,
            side => Unwrapped(side) is ColumnReference reference && reference.Index == rank) is not { } comparison) return false;
        if (!comparison.Right.Type.IsInteger || !ExpressionTree.IsConstant(comparison.Right)) return false;
        var literal = ExpressionTree.Evaluate(comparison.Right);
        if (literal.IsNull) return false;
        var bound = literal.Int64;
        if (comparison.Operator is "<" or "<=" or "=") last = Math.Min(last, comparison.Operator == "<" ? bound - 1 : bound);
        if (comparison.Operator is ">" or ">=" or "=") first = Math.Max(first, comparison.Operator == ">" ? bound + 1 : bound);
        return true;
    }

    // The number may be under a cast that widens what it is compared with.
    static Expression Unwrapped(Expression expression) =>
        expression is { Children: [var only], Type.IsNumeric: true } && only.Type.IsInteger ? Unwrapped(only) : expression;

    static LogicalNode InWindow(RankNode rank)
    {
        var window = rank.Input.Traits.Window is { IsComplete: true } bounds && rank.PartitionBy.Contains(bounds.Start)
            && rank.PartitionBy.Contains(bounds.End) ? bounds : null;
        if (window is not null)
            return rank with { Window = window,
                PartitionBy = [.. rank.PartitionBy
                    .Where(column => column != window.Start && column != window.End && column != window.Time)] };
        return IsDeduplication(rank) ? Deduplicate(rank) : rank;
    }

    static bool IsDeduplication(RankNode rank) =>
        rank is { First: 1, Last: 1, Order: [var only] } && rank.WithRank && rank.Input.Traits.IsInsertOnly
            && (rank.Input.Traits.IsTime(only.Column) || rank.Input.Traits.IsProcessingTime(only.Column));

    static ProjectNode Deduplicate(RankNode rank)
    {
        var kept = new DeduplicateNode(rank.Input, rank.PartitionBy, rank.Order[0].Column, rank.Order[0].Descending) { Span = rank.Span };
        var one = Literal.Of(1L);
        return new(kept, [.. NodeColumns.All(kept), one], rank.Schema.Fields.Select(column => column.Name)) { Span = rank.Span };
    }
}
