using System.Collections.Immutable;
using Tally.Engine.Expressions;
using Tally.Engine.Expressions.Logic;
using Tally.Engine.Operators.Aggregation;
using Tally.Engine.Operators.Joins;
using Tally.Engine.Planning.Logical;

namespace Tally.Engine.Planning.Binding.Subqueries;

/// <summary>Pushes a dependent join through nodes that see several rows at once: they group and rank the rows of each row of the domain
/// apart.</summary>
sealed class NodePush(DependentJoin join)
{
    readonly int _count = join.Columns.Length;

    public LogicalNode Push(LogicalNode node) => node switch
    {
        AggregateNode { Keys.IsEmpty: true } aggregate => WithEmpty(aggregate),
        AggregateNode aggregate => Push(aggregate),
        RankNode { Window: null } rank => Push(rank),
        OverNode over => Push(over),
        UnnestNode unnest => Push(unnest),
        ExpandNode expand => new ExpandNode(join.Push(expand.Input), expand.Keys, expand.Sets) { Span = expand.Span },
        WindowNode window => Push(window),
        _ => throw DependentJoin.Unsupported(node),
    };

    /// <summary>The aggregates of each row of the domain that has rows: the domain, then the calls.</summary>
    public AggregateNode Grouped(AggregateNode aggregate)
    {
        var (input, width) = (join.Push(aggregate.Input), aggregate.Input.Schema.Count);
        return new(input, [.. aggregate.Keys, .. join.At(width)], aggregate.Calls, aggregate.CallNames) { Span = aggregate.Span };
    }

    LogicalNode Push(AggregateNode aggregate)
    {
        var (keys, grouped) = (aggregate.Keys.Length, Grouped(aggregate));
        return ToEnd(grouped, keys, grouped.Schema.Count);
    }

    // An aggregate over nothing is a row too: a row of the domain without rows has a count of 0.
    ProjectNode WithEmpty(AggregateNode aggregate)
    {
        var domain = join.At(0).ToImmutableArray();
        var grouped = Grouped(aggregate);
        var all =
            new JoinNode(join.Domain, grouped, JoinKind.Left, domain, domain, [.. domain.Select(_ => true)], null, false,
            null) { Span = aggregate.Span };
        var calls = aggregate.Calls.Select((call, place) => OrEmpty(call, NodeColumns.Of(all, 2 * _count + place)));
        var names = aggregate.Schema.Fields.Concat(join.Domain.Schema.Fields).Select(field => field.Name);
        return new(all, [.. calls, .. domain.Select(column => NodeColumns.Of(all, column))], names) { Span = aggregate.Span };
    }

    /// <summary>The value of an aggregate that an outer join may have found no rows for: a count is 0, all others are NULL.</summary>
    public static Expression OrEmpty(AggregateCall call, Expression value) =>
        call.Type.Nullable ? value : new Coalesce(call.Type, value, Casts.Create(Literal.Of(0L), call.Type, false, TimeZoneInfo.Utc));

    LogicalNode Push(RankNode rank)
    {
        var (input, width) = (join.Push(rank.Input), rank.Input.Schema.Count);
        var ranked =
            new RankNode(input, [.. rank.PartitionBy, .. join.At(width)], rank.Order, rank.First, rank.Last, rank.WithRank,
            null) { Span = rank.Span };
        return ToEnd(ranked, width, ranked.Schema.Count);
    }

    LogicalNode Push(OverNode over)
    {
        var (input, width) = (join.Push(over.Input), over.Input.Schema.Count);
        var pushed = new OverNode(input, [.. over.PartitionBy, .. join.At(width)], over.Order, over.Frame, over.Calls) { Span = over.Span };
        return ToEnd(pushed, width, pushed.Schema.Count);
    }

    LogicalNode Push(UnnestNode unnest)
    {
        var (input, width) = (join.Push(unnest.Input), unnest.Input.Schema.Count);
        var pushed = new UnnestNode(input, unnest.Column, unnest.Elements, unnest.IsLeft, unnest.WithOrdinality)
        {
            Span = unnest.Span,
                FlinkNote = "UNNEST of a column of the query around, inside a sub-query, is Tally's; in Flink, CROSS JOIN UNNEST and group",
        };
        return ToEnd(pushed, width, pushed.Schema.Count);
    }

    LogicalNode Push(WindowNode window)
    {
        var (input, width) = (join.Push(window.Input), window.Input.Schema.Count);
        var partition = window.Function.Kind.IsSliced ? window.PartitionBy : [.. window.PartitionBy, .. join.At(width)];
        var pushed = new WindowNode(input, window.Function, window.TimeColumn, partition, window.OfGroupBy) { Span = window.Span };
        return ToEnd(pushed, width, pushed.Schema.Count);
    }

    // Moves the columns of the domain, which begin at a column, behind all others.
    LogicalNode ToEnd(LogicalNode node, int first, int count)
    {
        if (first + _count == count) return node;
        return ProjectNode.Select(node,
            [.. Enumerable.Range(0, first), .. Enumerable.Range(first + _count, count - first - _count), .. join.At(first)]);
    }
}
