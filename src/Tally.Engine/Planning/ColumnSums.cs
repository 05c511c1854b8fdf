using System.Collections.Immutable;
using Tally.Engine.Expressions;
using Tally.Engine.Operators.Aggregation;
using Tally.Engine.Planning.Logical;

namespace Tally.Engine.Planning;

/// <summary>Finds the columns whose values add up over the groups of a result: SUM and COUNT do, AVG, MAX and COUNT(DISTINCT …) do
/// not.</summary>
static class ColumnSums
{
    public static ImmutableArray<bool> Of(LogicalNode root) =>
        [.. Enumerable.Range(0, root.Schema.Count).Select(column => IsSum(root, column))];

    static bool IsSum(LogicalNode node, int column) => node switch
    {
        AggregateNode aggregate => IsSum(aggregate.Calls, column - aggregate.Keys.Length),
        WindowAggregateNode aggregate => IsSum(aggregate.Calls, column - aggregate.Keys.Length),
        ProjectNode { Expressions: var expressions } project =>
            expressions[column] is ColumnReference reference && IsSum(project.Input, reference.Index),
        FilterNode or SortNode or DeduplicateNode => IsSum(node.Input, column),
        RankNode or OverNode => column < node.Input.Schema.Count && IsSum(node.Input, column),
        UnionNode => node.Inputs.All(input => IsSum(input, column)),
        _ => false,
    };

    static bool IsSum(ImmutableArray<AggregateCall> calls, int call) =>
        call >= 0 && call < calls.Length && !calls[call].IsDistinct && calls[call].Function is "SUM" or "COUNT" or "SUM0" or "$SUM0";
}
