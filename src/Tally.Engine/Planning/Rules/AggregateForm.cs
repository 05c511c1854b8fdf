using System.Collections.Immutable;
using Tally.Engine.Expressions;
using Tally.Engine.Operators.Aggregation;
using Tally.Engine.Planning.Binding;
using Tally.Engine.Planning.Logical;

namespace Tally.Engine.Planning.Rules;

/// <summary>An aggregation written over what lies below its projections and filters, so that two of them can be compared.</summary>
/// <param name="Leaf">What lies below; a table with all its columns.</param>
/// <param name="Conditions">What rows must meet, over the leaf.</param>
/// <param name="Keys">GROUP BY, over the leaf.</param>
/// <param name="Own">What else of the input the node needs, over the leaf: the time column, the session columns, the bounds of an attached
/// window.</param>
/// <param name="Calls">The aggregates with their arguments and filters over the leaf.</param>
sealed record AggregateForm(LogicalNode Node, LogicalNode Leaf, ImmutableArray<Expression> Conditions, ImmutableArray<Expression> Keys,
    ImmutableArray<Expression> Own, ImmutableArray<FormCall> Calls)
{
    /// <summary>Aggregations of equal signature differ only in what they compute of the same groups.</summary>
    public string Signature { get; } =
        string.Join('|', Node is WindowAggregateNode { Function: var function, IsSliced: var sliced } ? $"{function} {sliced}" : "",
        Leaf.Text, string.Join(" AND ", Conditions.Select(condition => condition.ToString()).Order(StringComparer.Ordinal)),
        string.Join(", ", Keys), string.Join(", ", Own));

    public static AggregateForm? Of(LogicalNode node) => node switch
    {
        AggregateNode aggregate => Of(node, aggregate.Keys, [], aggregate.Calls),
        WindowAggregateNode aggregate => Of(node, aggregate.Keys,
            aggregate.Bounds is { } bounds ? [bounds.Start, bounds.End] : [aggregate.TimeColumn, .. aggregate.SessionBy], aggregate.Calls),
        _ => null,
    };

    static AggregateForm Of(LogicalNode node, ImmutableArray<int> keys, ImmutableArray<int> own, ImmutableArray<AggregateCall> calls)
    {
        var (leaf, columns, conditions) = Peel(node.Input);
        var formed = calls.Select(call =>
            new FormCall(call, [.. call.Arguments.Select(argument => columns[argument])], call.Filter < 0 ? null : columns[call.Filter]));
        return new(node, leaf, conditions, [.. keys.Select(key => columns[key])], [.. own.Select(column => columns[column])], [.. formed]);
    }

    // For each column of the node its expression over the leaf.
    static (LogicalNode Leaf, ImmutableArray<Expression> Columns, ImmutableArray<Expression> Conditions) Peel(LogicalNode node)
    {
        switch (node)
        {
            case ProjectNode project when project.Expressions.All(expression => expression.IsDeterministic):
                var (leaf, columns, conditions) = Peel(project.Input);
                return (leaf, [.. project.Expressions.Select(expression => ExpressionTree.Substitute(expression, columns))], conditions);
            case FilterNode filter:
                var below = Peel(filter.Input);
                return below with { Conditions = [.. below.Conditions,
                    .. Logical.Conditions.Split(ExpressionTree.Substitute(filter.Condition, below.Columns))] };
            case ScanNode scan:
                var whole = new ScanNode(scan.Table) { Span = scan.Span };
                return (whole, [.. scan.TableColumns.Select(column => (Expression)NodeColumns.Of(whole, column))], []);
            default:
                return (node, [.. NodeColumns.All(node)], []);
        }
    }
}

/// <summary>An aggregate call over a leaf.</summary>
sealed record FormCall(AggregateCall Call, ImmutableArray<Expression> Arguments, Expression? Filter)
{
    /// <summary>Calls of equal text over one leaf give the same values.</summary>
    public string Text { get; } = $"{Call.Function} {Call.IsDistinct} {Call.Clause} {Call.Type} ({string.Join(", ", Arguments)}) {Filter}";

    /// <summary>The call over the columns that will hold its arguments.</summary>
    public AggregateCall Over(ColumnList columns) =>
        Call with { Arguments = [.. Arguments.Select(columns.Add)], Filter = Filter is null ? -1 : columns.Add(Filter) };
}
