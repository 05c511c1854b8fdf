using System.Collections.Immutable;
using Tally.Engine.Expressions;
using Tally.Engine.Operators.Windows.Slices;
using Tally.Engine.Operators.Windows;
using Tally.Engine.Planning.Binding;
using Tally.Engine.Planning.Logical;

namespace Tally.Engine.Planning.Rules;

/// <summary>Turns GROUP BY with both bounds of a window into a window aggregation; when nothing between looks at the bounds, the windows
/// are cut in slices straight from the time column.</summary>
sealed class WindowAggregateRule : IPlanRule
{
    public LogicalNode Apply(LogicalNode node)
    {
        if (node is not AggregateNode aggregate || aggregate.Input.Traits.Window is not { IsComplete: true } window) return node;
        if (!aggregate.Keys.Contains(window.Start) || !aggregate.Keys.Contains(window.End)) return node;
        return SlicedOver(aggregate, window) ?? Build(aggregate, aggregate.Input, window, window, -1, [], column => column);
    }

    // Looks through projections and filters for the window function, and rebuilds them on the input of the window function.
    static LogicalNode? SlicedOver(AggregateNode aggregate, WindowColumns window)
    {
        if (Strip(aggregate.Input) is not { } stripped) return null;
        var (input, function, time, sessionBy, places) = stripped;
        var keys = aggregate.Keys.Where(key => !IsBound(key, window)).ToList();
        var needed = keys.Concat(aggregate.Calls.SelectMany(call => call.Arguments.Append(call.Filter))).Where(column => column >= 0);
        if (needed.Any(column => places[column] < 0)) return null;
        if (!function.Kind.IsSliced && sessionBy.Any(column => !keys.Exists(key => places[key] == column))) return null;
        return Build(aggregate, input, window with { Function = function }, null, time, sessionBy, column => places[column]);
    }

    sealed record Stripped(LogicalNode Input, WindowFunction Function, int Time, ImmutableArray<int> SessionBy, int[] Places);

    // Places: for each column of the node where it is in the stripped input, or -1 for the bounds of the window.
    static Stripped? Strip(LogicalNode node)
    {
        switch (node)
        {
            case WindowNode window:
                var width = window.Input.Schema.Count;
                return new(window.Input, window.Function, window.TimeColumn, window.PartitionBy,
                    [.. Enumerable.Range(0, window.Schema.Count).Select(column => column < width ? column : -1)]);
            case FilterNode filter when Strip(filter.Input) is { Function.Kind.IsSliced: true } below:
                var condition = Move(filter.Condition, below.Places);
                return condition is null ? null : below with { Input = new FilterNode(below.Input, condition) { Span = filter.Span } };
            case ProjectNode project when Strip(project.Input) is { } below:
                return Strip(project, below);
            default:
                return null;
        }
    }

    // The columns of the projection, then the time and session columns, which the aggregation needs as well.
    static Stripped? Strip(ProjectNode project, Stripped below)
    {
        var expressions = new List<Expression>();
        var places = new int[project.Expressions.Length];
        for (var i = 0; i < places.Length; i++)
        {
            places[i] = -1;
            if (project.SourceOf(i) is >= 0 and var source && below.Places[source] < 0) continue;
            if (Move(project.Expressions[i], below.Places) is not { } moved) return null;
            places[i] = expressions.Count;
            expressions.Add(moved);
        }
        int Keep(int column)
        {
            expressions.Add(NodeColumns.Of(below.Input, column));
            return expressions.Count - 1;
        }
        var time = Keep(below.Time);
        var sessionBy = below.SessionBy.Select(Keep).ToImmutableArray();
        var names = Binding.Names
            .MakeUnique(expressions.Select((expression, place) => expression is ColumnReference reference ? reference.Name : $"$f{place}"));
        var input = new ProjectNode(below.Input, [.. expressions], names) { Span = project.Span };
        // A session key that the projection has as well is the same column under two indexes; the grouping must find it.
        var unified =
            sessionBy.Select(column => expressions.FindIndex(expression => expression.ToString() == expressions[column].ToString()));
        return new(input, below.Function, time, [.. unified], places);
    }

    static Expression? Move(Expression expression, int[] places) =>
        ExpressionTree.Columns(expression).All(column => places[column] >= 0)
            ? ExpressionTree.Move(expression, column => places[column])
            : null;

    static bool IsBound(int key, WindowColumns window) => key == window.Start || key == window.End || key == window.Time;

    // The aggregation's columns are keys, calls, bounds; a projection puts them in the order of the GROUP BY.
    static LogicalNode Build(AggregateNode aggregate, LogicalNode input, WindowColumns window, WindowColumns? attached, int time,
        ImmutableArray<int> sessionBy, Func<int, int> place)
    {
        var keys = aggregate.Keys.Where(key => !IsBound(key, window)).Select(place).ToImmutableArray();
        var calls = aggregate.Calls
            .Select(call => call with { Arguments = [.. call.Arguments.Select(place)], Filter = call.Filter < 0 ? -1 : place(call.Filter) })
            .ToImmutableArray();
        var bounds = aggregate.Keys.Where(key => IsBound(key, window)).Distinct().ToList();
        var kinds = bounds.Select(key =>
            key == window.Start ? WindowColumn.Start : key == window.End ? WindowColumn.End : WindowColumn.Time).ToImmutableArray();
        var outputs = bounds.Select(key => aggregate.Input.Schema[key]).ToImmutableArray();
        var node = new WindowAggregateNode(input, window.Function, attached, time, sessionBy, keys, calls, aggregate.CallNames, outputs,
            kinds) { Span = aggregate.Span };
        var (nextKey, order) = (0, new List<int>());
        foreach (var key in aggregate.Keys) order.Add(IsBound(key, window) ? keys.Length + calls.Length + bounds.IndexOf(key) : nextKey++);
        order.AddRange(Enumerable.Range(keys.Length, calls.Length));
        return new ProjectNode(node, [.. order.Select(column => NodeColumns.Of(node, column))],
            aggregate.Schema.Fields.Select(column => column.Name)) { Span = aggregate.Span };
    }
}
