using Tally.Engine.Operators.Aggregation;
using Tally.Engine.Planning.Logical;

namespace Tally.Engine.Planning.Physical;

/// <summary>How the columns of a node are used above it: which serve as keys, and whether late rows are judged one by one.</summary>
sealed record ColumnUse(HashSet<int> Keys, bool NeedsRowWatermarks)
{
    public static readonly ColumnUse None = new([], false);

    /// <summary>Visits all reads of tables below a node with the use of their columns.</summary>
    public static void Visit(LogicalNode node, ColumnUse use, Action<ScanNode, ColumnUse> found)
    {
        if (node is ScanNode scan) found(scan, use);
        for (var i = 0; i < node.Inputs.Length; i++) Visit(node.Inputs[i], Below(node, i, use), found);
    }

    static ColumnUse Below(LogicalNode node, int input, ColumnUse use)
    {
        var width = node.Inputs[input].Schema.Count;
        var keys = node switch
        {
            ProjectNode project => [.. use.Keys.Select(project.SourceOf)],
            AggregateNode aggregate => Grouped(aggregate.Keys, aggregate.Calls),
            WindowAggregateNode aggregate => Grouped(aggregate.Keys.Concat(aggregate.SessionBy), aggregate.Calls),
            RankNode rank => [.. use.Keys.Where(column => column < width), .. rank.PartitionBy],
            OverNode over => [.. use.Keys.Where(column => column < width), .. over.PartitionBy],
            DeduplicateNode one => [.. use.Keys, .. one.Keys],
            WindowNode window => [.. use.Keys.Where(column => column < width), .. window.PartitionBy],
            JoinNode join => OfJoin(join, input, use),
            MatchNode match => [.. match.PartitionBy],
            SetOperationNode => [.. Enumerable.Range(0, width)],
            ExpandNode expand =>
                [.. use.Keys.Select(column => column < expand.Keys.Length ? expand.Keys[column] : column - expand.Keys.Length - 1)],
            _ => (HashSet<int>)[.. use.Keys.Where(column => column < width)],
        };
        keys.Remove(-1);
        return new(keys, use.NeedsRowWatermarks || JudgesRows(node));
    }

    static HashSet<int> Grouped(IEnumerable<int> keys, IEnumerable<AggregateCall> calls) =>
        [.. keys, .. calls.Where(call => call.IsDistinct).SelectMany(call => call.Arguments)];

    static HashSet<int> OfJoin(JoinNode join, int input, ColumnUse use)
    {
        var shift = input == 0 ? 0 : join.Left.Schema.Count;
        var own = input == 0 ? join.LeftKeys : join.RightKeys;
        return [.. use.Keys.Select(column => column - shift).Where(column => column >= 0 && column < join.Inputs[input].Schema.Count),
            .. own];
    }

    // A row that is taken back may be late although the row that replaces it is not; so windows over changing rows look at each row too.
    static bool JudgesRows(LogicalNode node) =>
        node is WindowAggregateNode or WindowNode && !node.Input.Traits.IsInsertOnly || JudgesEachRow(node);

    static bool JudgesEachRow(LogicalNode node) =>
        node is OverNode { IsByTime: true, IsByArrival: false } or DeduplicateNode { KeepLastRow: false, IsByArrival: false }
            or SortNode { IsAtEnd: false } or MatchNode { IsByArrival: false }
            or WindowNode { Function.Kind.IsSliced: false } or WindowAggregateNode { Function.Kind.IsSliced: false }
            or JoinNode { Time: IntervalTime or VersionTime };
}
