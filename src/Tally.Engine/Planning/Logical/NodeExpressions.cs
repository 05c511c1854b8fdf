using System.Collections.Immutable;
using Tally.Engine.Expressions;

namespace Tally.Engine.Planning.Logical;

/// <summary>The expressions that nodes evaluate over the columns of their inputs.</summary>
static class NodeExpressions
{
    /// <summary>The expressions of the node itself, not of those below it.</summary>
    public static IEnumerable<Expression> Of(LogicalNode node) => node switch
    {
        ProjectNode project => project.Expressions,
        FilterNode filter => [filter.Condition],
        JoinNode { Condition: { } condition } => [condition],
        LookupNode { Condition: { } condition } => [condition],
        ValuesNode values => values.Rows.SelectMany(row => row),
        _ => [],
    };

    /// <summary>The same node with other expressions in their places.</summary>
    public static LogicalNode Map(LogicalNode node, Func<Expression, Expression> map) => node switch
    {
        ProjectNode project => project with { Expressions = [.. project.Expressions.Select(map)] },
        FilterNode filter => filter with { Condition = map(filter.Condition) },
        JoinNode { Condition: { } condition } join => join with { Condition = map(condition) },
        LookupNode { Condition: { } condition } lookup => lookup with { Condition = map(condition) },
        ValuesNode values => values with { Rows = [.. values.Rows.Select(row => row.Select(map).ToImmutableArray())] },
        _ => node,
    };
}
