using System.Collections.Immutable;
using Tally.Engine.Expressions;
using Tally.Engine.Planning.Logical;

namespace Tally.Engine.Planning;

/// <summary>What a column of a metric is.</summary>
public enum ColumnRole
{
    /// <summary>A bound of the window.</summary>
    Window,

    /// <summary>A column of GROUP BY that is not the window.</summary>
    Dimension,

    /// <summary>An aggregate, a rank or anything computed from one.</summary>
    Measure,
}

/// <summary>Finds the role of each column by following it down to the aggregation that made it.</summary>
static class ColumnRoles
{
    public static ImmutableArray<ColumnRole> Of(LogicalNode root) =>
        [.. Enumerable.Range(0, root.Schema.Count).Select(column => RoleOf(root, column))];

    static ColumnRole RoleOf(LogicalNode node, int column)
    {
        if (node.Traits.Window is { } window && (column == window.Start || column == window.End || column == window.Time))
            return ColumnRole.Window;
        return node switch
        {
            AggregateNode aggregate => column < aggregate.Keys.Length ? ColumnRole.Dimension : ColumnRole.Measure,
            WindowAggregateNode aggregate => column < aggregate.Keys.Length ? ColumnRole.Dimension : ColumnRole.Measure,
            ProjectNode project => OfExpression(project.Input, project.Expressions[column]),
            FilterNode or SortNode or DeduplicateNode => RoleOf(node.Input, column),
            RankNode or OverNode => column < node.Input.Schema.Count ? RoleOf(node.Input, column) : ColumnRole.Measure,
            UnnestNode => column < node.Input.Schema.Count ? RoleOf(node.Input, column) : ColumnRole.Dimension,
            UnionNode => RoleOf(node.Input, column),
            JoinNode join =>
                column < join.Left.Schema.Count ? RoleOf(join.Left, column) : RoleOf(join.Right, column - join.Left.Schema.Count),
            _ => ColumnRole.Dimension,
        };
    }

    // What is computed from a measure is a measure; what is computed from dimensions alone is a dimension.
    static ColumnRole OfExpression(LogicalNode input, Expression expression)
    {
        if (expression is ColumnReference reference) return RoleOf(input, reference.Index);
        return expression.Children.Any(child => OfExpression(input, child) == ColumnRole.Measure)
            ? ColumnRole.Measure
            : ColumnRole.Dimension;
    }
}
