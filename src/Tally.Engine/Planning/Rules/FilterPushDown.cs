using System.Collections.Immutable;
using Tally.Engine.Expressions;
using Tally.Engine.Operators.Joins;
using Tally.Engine.Planning.Binding;
using Tally.Engine.Planning.Logical;

namespace Tally.Engine.Planning.Rules;

/// <summary>Moves conditions towards the tables: through projections, into both sides of UNION and JOIN, below UNNEST, grouping and window
/// functions whose columns they do not touch.</summary>
/// <remarks>Watermarks are made where a table is read, so a filter never changes what is late.</remarks>
sealed class FilterPushDown
{
    readonly Dictionary<LogicalNode, LogicalNode> _withoutConditions = new(ReferenceEqualityComparer.Instance);

    public LogicalNode Rewrite(LogicalNode node) => Push(node, []);

    LogicalNode Push(LogicalNode node, ImmutableArray<Expression> conditions)
    {
        if (!conditions.IsEmpty) return PushInto(node, conditions);
        if (_withoutConditions.TryGetValue(node, out var known)) return known;
        return _withoutConditions[node] = PushInto(node, []);
    }

    LogicalNode PushInto(LogicalNode node, ImmutableArray<Expression> conditions) => node switch
    {
        FilterNode filter => Push(filter.Input, [.. Conditions.Split(filter.Condition), .. conditions]),
        ProjectNode project => PushThrough(project, conditions),
        UnionNode => node.WithInputs([.. node.Inputs.Select(input => Push(input, conditions))]),
        SortNode => node.WithInput(Push(node.Input, conditions)),
        UnnestNode or LookupNode => Divide(node, conditions, column => column < node.Input.Schema.Count ? column : null),
        WindowNode window => Divide(node, conditions, column => IsFree(window, column) ? column : null),
        AggregateNode aggregate => Divide(node, conditions, column => IsFree(aggregate, column) ? aggregate.Keys[column] : null),
        JoinNode join => PushThrough(join, conditions),
        _ => Conditions.Filter(node.WithInputs([.. node.Inputs.Select(input => Push(input, []))]), conditions),
    };

    // Every row holds its session together, also one that is filtered out afterwards; so only whole partitions may leave before.
    static bool IsFree(WindowNode window, int column) =>
        !window.Function.Kind.IsSliced ? window.PartitionBy.Contains(column) : column < window.Input.Schema.Count;

    // A condition on the bounds of a window stays above the aggregation, which can then cut its windows in slices.
    static bool IsFree(AggregateNode aggregate, int column) =>
        column < aggregate.Keys.Length
            && !(aggregate.Input.Traits.Window is { } window
                && (aggregate.Keys[column] == window.Start || aggregate.Keys[column] == window.End
                    || aggregate.Keys[column] == window.Time));

    // A condition over something that is random, or that a projection computes at random, stays where it is.
    LogicalNode PushThrough(ProjectNode project, ImmutableArray<Expression> conditions)
    {
        var free = conditions.Where(condition => condition.IsDeterministic
            && ExpressionTree.Columns(condition).All(column => project.Expressions[column].IsDeterministic)).ToList();
        var below = Push(project.Input, [.. free.Select(condition => ExpressionTree.Substitute(condition, project.Expressions))]);
        return Conditions.Filter(project.WithInput(below), conditions.Except(free));
    }

    LogicalNode Divide(LogicalNode node, ImmutableArray<Expression> conditions, Func<int, int?> place)
    {
        var free = conditions.Where(condition => condition.IsDeterministic && ExpressionTree.Columns(condition).Any()
            && ExpressionTree.Columns(condition).All(column => place(column) is not null)).ToList();
        var below = Push(node.Input, [.. free.Select(condition => ExpressionTree.Move(condition, column => place(column)!.Value))]);
        return Conditions.Filter(node.WithInput(below), conditions.Except(free));
    }

    LogicalNode PushThrough(JoinNode join, ImmutableArray<Expression> conditions)
    {
        var width = join.Left.Schema.Count;
        bool OnLeft(Expression condition) => ExpressionTree.Columns(condition).All(column => column < width);
        bool OnRight(Expression condition) => ExpressionTree.Columns(condition).All(column => column >= width);
        var (toLeft, toRight, into, above) =
            (new List<Expression>(), new List<Expression>(), new List<Expression>(), new List<Expression>());
        foreach (var condition in conditions)
        {
            if (join.Kind is not (JoinKind.Right or JoinKind.Full) && OnLeft(condition)) toLeft.Add(condition);
            else if (join.Kind is JoinKind.Inner or JoinKind.Right && join.Time is null && OnRight(condition))
                toRight.Add(ToRight(condition, width));
            else if (join.Kind is JoinKind.Inner && join.Time is null) into.Add(condition);
            else above.Add(condition);
        }
        var rest = Own(join, width, OnLeft, OnRight, toLeft, toRight);
        var (left, right) = (Push(join.Left, [.. toLeft]), Push(join.Right, [.. toRight]));
        var rebuilt = into.Count == 0
            ? join with { Inputs = [left, right], Condition = Conditions.And(rest) }
            : Joins.Merge(join with { Inputs = [left, right] }, rest.Concat(into));
        return Conditions.Filter(rebuilt, above);
    }

    // A condition of the join itself that speaks of one side filters that side, where the side is not the one that is kept.
    static List<Expression> Own(JoinNode join, int width, Func<Expression, bool> onLeft, Func<Expression, bool> onRight,
        List<Expression> toLeft, List<Expression> toRight)
    {
        var rest = new List<Expression>();
        foreach (var condition in Conditions.Split(join.Condition))
        {
            if (join.Time is null && join.Kind is JoinKind.Inner or JoinKind.Right or JoinKind.Semi && onLeft(condition))
                toLeft.Add(condition);
            else if (join.Time is null && !join.IsNullAware
                && join.Kind is JoinKind.Inner or JoinKind.Left or JoinKind.Semi or JoinKind.Anti && onRight(condition))
                toRight.Add(ToRight(condition, width));
            else rest.Add(condition);
        }
        return rest;
    }

    static Expression ToRight(Expression condition, int width) => ExpressionTree.Move(condition, column => column - width);
}
