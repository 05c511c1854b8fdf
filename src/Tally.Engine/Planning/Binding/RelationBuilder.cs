using Tally.Engine.Planning.Logical;

namespace Tally.Engine.Planning.Binding;

/// <summary>The plan that the clauses of one SELECT build up; scalar sub-queries add columns on its right while expressions are
/// bound.</summary>
sealed class RelationBuilder(LogicalNode node)
{
    public LogicalNode Node { get; set; } = node;
}
