using System.Collections.Immutable;
using Tally.Engine.Operators.Aggregation;
using Tally.Engine.Planning.Logical;

namespace Tally.Engine.Planning.Physical;

/// <summary>The run-time form of a logical node: where its rows come out, and where each of its columns lies in them.</summary>
/// <param name="Columns">For each column of the node its index in the batches.</param>
/// <param name="Width">The number of columns of the batches; there may be more than the node has, which choosing columns costs
/// nothing.</param>
sealed record LoweredNode(OutputPort Port, ImmutableArray<int> Columns, int Width)
{
    /// <summary>The aggregation whose groups the rows are, unless something else computes them.</summary>
    public GroupAggregateOperator? Groups { get; init; }

    /// <summary>Whether the batches have exactly the node's columns, in order.</summary>
    public bool IsExact => Width == Columns.Length && Columns.Select((column, place) => column == place).All(same => same);

    public int this[int column] => Columns[column];

    public ImmutableArray<int> Of(ImmutableArray<int> columns) => [.. columns.Select(column => Columns[column])];

    /// <summary>Batches that have exactly the columns of a node.</summary>
    public static LoweredNode Exact(OutputPort port, LogicalNode node) =>
        new(port, [.. Enumerable.Range(0, node.Schema.Count)], node.Schema.Count);
}
