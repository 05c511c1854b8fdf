using Tally.Engine.Expressions;

namespace Tally.Engine.Planning.Logical;

/// <summary>References to the columns that a node gives.</summary>
static class NodeColumns
{
    /// <summary>A reference to a column of a node.</summary>
    public static ColumnReference Of(LogicalNode node, int index) => new(index, node.Schema[index].Name, node.Schema[index].Type);

    /// <summary>References to all columns of a node.</summary>
    public static IEnumerable<Expression> All(LogicalNode node) => Enumerable.Range(0, node.Schema.Count).Select(index => Of(node, index));
}
