using System.Collections.Immutable;
using Tally.Engine.Expressions;

namespace Tally.Engine.Planning.Logical;

/// <summary>A column of a query around, as a sub-query reads it.</summary>
/// <param name="Level">0 for the plan that the sub-query is just joined with, 1 for the query around that one, and so on.</param>
readonly record struct OuterColumn(int Level, int Index)
{
    /// <summary>Those that a tree reads, its own expressions and all below.</summary>
    public static ImmutableHashSet<OuterColumn> Of(LogicalNode node)
    {
        var own = NodeExpressions.Of(node).SelectMany(ExpressionTree.Descendants).OfType<CorrelatedReference>();
        var all = own.Select(reference => new OuterColumn(reference.Level, reference.Index)).ToImmutableHashSet();
        foreach (var input in node.Inputs)
            all = all.Count == 0 ? input.OuterColumns : all.Union(input.OuterColumns);
        return all;
    }
}
