using System.Collections.Immutable;
using Tally.Engine.Expressions;
using Tally.Engine.Planning.Logical;

namespace Tally.Engine.Planning.Rules;

/// <summary>Drops columns that nothing above reads, down to the table, which then decodes only what is left.</summary>
sealed class PruneColumns
{
    /// <summary>The plan with the same columns, whose inner nodes carry only what is needed.</summary>
    public static LogicalNode Rewrite(LogicalNode root)
    {
        var all = Enumerable.Range(0, root.Schema.Count).ToList();
        var pruned = Prune(root, [.. all]);
        return pruned.Restore(all);
    }

    /// <summary>A node with fewer columns.</summary>
    /// <param name="Places">For each former column its new index, or -1.</param>
    sealed record Pruned(LogicalNode Node, int[] Places)
    {
        public int this[int column] => Places[column];

        public ImmutableArray<int> Of(ImmutableArray<int> columns) => [.. columns.Select(column => Places[column])];

        public Expression Of(Expression expression) => ExpressionTree.Move(expression, column => Places[column]);

        public ImmutableArray<SortColumn> Of(ImmutableArray<SortColumn> order) =>
            [.. order.Select(item => item with { Column = Places[item.Column] })];

        /// <summary>Exactly the given former columns, in this order.</summary>
        public LogicalNode Restore(IReadOnlyList<int> columns) =>
            Node.Schema.Count == columns.Count && columns.Select((column, place) => Places[column] == place).All(same => same)
                ? Node
                : ProjectNode.Select(Node, columns.Select(column => Places[column]));
    }

    static Pruned Prune(LogicalNode node, SortedSet<int> needed) => node switch
    {
        ScanNode scan => Chosen(node, needed, scan.Prune(needed)),
        ProjectNode project => Prune(project, needed),
        FilterNode filter => Through(filter, needed, ExpressionTree.Columns(filter.Condition),
            (input, below) => filter with { Inputs = [input], Schema = input.Schema, Condition = below.Of(filter.Condition) }),
        SortNode sort => Through(sort, needed, sort.Order.Select(item => item.Column),
            (input, below) => new SortNode(input, below.Of(sort.Order), sort.IsAtEnd) { Span = sort.Span }),
        DeduplicateNode one => Through(one, needed, one.Keys.Append(one.TimeColumn),
            (input, below) => new DeduplicateNode(input, below.Of(one.Keys), below[one.TimeColumn], one.KeepLastRow) { Span = one.Span }),
        RankNode rank => Prune(rank, needed),
        WindowNode window => Prune(window, needed),
        AggregateNode aggregate => Prune(aggregate, needed),
        WindowAggregateNode aggregate => Prune(aggregate, needed),
        UnnestNode unnest => Prune(unnest, needed),
        LookupNode lookup => Prune(lookup, needed),
        OverNode over => Prune(over, needed),
        JoinNode join => Prune(join, needed),
        UnionNode union => Prune(union, needed),
        _ => Whole(node),
    };

    // All columns stay, of the node and of its inputs.
    static Pruned Whole(LogicalNode node) =>
        new(node.WithInputs([.. node.Inputs.Select(Rewrite)]), [.. Enumerable.Range(0, node.Schema.Count)]);

    static Pruned Chosen(LogicalNode before, SortedSet<int> kept, LogicalNode after)
    {
        var places = new int[before.Schema.Count];
        Array.Fill(places, -1);
        var next = 0;
        foreach (var column in kept) places[column] = next++;
        return new(after, places);
    }

    // A node that adds no columns: what it reads itself is needed below, and may be more than what is needed above.
    static Pruned Through(LogicalNode node, SortedSet<int> needed, IEnumerable<int> own, Func<LogicalNode, Pruned, LogicalNode> rebuild)
    {
        var below = Prune(node.Input, [.. needed, .. own]);
        return new(rebuild(below.Node, below), below.Places);
    }

    static Pruned Prune(ProjectNode project, SortedSet<int> needed)
    {
        var below = Prune(project.Input, [.. needed.SelectMany(column => ExpressionTree.Columns(project.Expressions[column]))]);
        var expressions = needed.Select(column => below.Of(project.Expressions[column])).ToImmutableArray();
        return Chosen(project, needed,
            new ProjectNode(below.Node, expressions, needed.Select(column => project.Schema[column].Name)) { Span = project.Span });
    }

    // Columns behind those of the input stay where they are, counted from the new end of the input.
    static Pruned Appended(LogicalNode before, LogicalNode after, Pruned below, IReadOnlyList<int> kept)
    {
        var (oldWidth, newWidth) = (before.Input.Schema.Count, below.Node.Schema.Count);
        var places = new int[before.Schema.Count];
        Array.Fill(places, -1);
        for (var i = 0; i < oldWidth; i++) places[i] = below[i];
        for (var i = 0; i < kept.Count; i++) places[oldWidth + kept[i]] = newWidth + i;
        return new(after, places);
    }

    static SortedSet<int> OfInput(LogicalNode node, SortedSet<int> needed, IEnumerable<int> own) =>
        [.. needed.Where(column => column < node.Input.Schema.Count), .. own];

    static Pruned Prune(RankNode rank, SortedSet<int> needed)
    {
        var own = rank.PartitionBy.Concat(rank.Order.Select(item => item.Column))
            .Concat(rank.Window is { } bounds ? [bounds.Start, bounds.End] : []);
        var below = Prune(rank.Input, OfInput(rank, needed, own));
        var withRank = rank.WithRank && needed.Contains(rank.Input.Schema.Count);
        var after = new RankNode(below.Node, below.Of(rank.PartitionBy), below.Of(rank.Order), rank.First, rank.Last, withRank,
            rank.Window?.Move(column => below[column])) { Span = rank.Span };
        return Appended(rank, after, below, withRank ? [0] : []);
    }

    static Pruned Prune(WindowNode window, SortedSet<int> needed)
    {
        var below = Prune(window.Input, OfInput(window, needed, [window.TimeColumn, .. window.PartitionBy]));
        var after =
            new WindowNode(below.Node, window.Function, below[window.TimeColumn], below.Of(window.PartitionBy)) { Span = window.Span };
        return Appended(window, after, below, [0, 1, 2]);
    }

    static Pruned Prune(UnnestNode unnest, SortedSet<int> needed)
    {
        var below = Prune(unnest.Input, OfInput(unnest, needed, [unnest.Column]));
        var after =
            new UnnestNode(below.Node, below[unnest.Column], unnest.Elements, unnest.IsLeft, unnest.WithOrdinality) { Span = unnest.Span };
        return Appended(unnest, after, below, [.. Enumerable.Range(0, unnest.Elements.Length)]);
    }

    static Pruned Prune(LookupNode lookup, SortedSet<int> needed)
    {
        var width = lookup.Input.Schema.Count;
        var conditions = lookup.Condition is null ? [] : ExpressionTree.Columns(lookup.Condition).ToList();
        List<int> kept = [.. Enumerable.Range(0, lookup.TableColumns.Length)
            .Where(place => needed.Contains(width + place) || conditions.Contains(width + place) || lookup.TableKeys.Contains(place))];
        var below = Prune(lookup.Input, OfInput(lookup, needed, lookup.LeftKeys.Concat(conditions.Where(column => column < width))));
        int Place(int column) => column < width ? below[column] : below.Node.Schema.Count + kept.IndexOf(column - width);
        var after = new LookupNode(below.Node, lookup.Table, [.. kept.Select(place => lookup.TableColumns[place])], lookup.IsLeft,
            below.Of(lookup.LeftKeys), [.. lookup.TableKeys.Select(key => kept.IndexOf(key))],
            lookup.Condition is null ? null : ExpressionTree.Move(lookup.Condition, Place)) { Span = lookup.Span };
        return Appended(lookup, after, below, kept);
    }

    static Pruned Prune(OverNode over, SortedSet<int> needed)
    {
        var width = over.Input.Schema.Count;
        List<int> kept = [.. Enumerable.Range(0, over.Calls.Length).Where(call => needed.Contains(width + call))];
        if (kept.Count == 0) kept.Add(0);
        var calls = kept.Select(call => over.Calls[call]).ToList();
        var below = Prune(over.Input,
            OfInput(over, needed, over.PartitionBy.Concat(over.Order.Select(item => item.Column)).Concat(PruneCalls.Columns(calls))));
        var after = new OverNode(below.Node, below.Of(over.PartitionBy), below.Of(over.Order), over.Frame,
            PruneCalls.Move(calls, column => below[column])) { Span = over.Span };
        return Appended(over, after, below, kept);
    }

    static Pruned Prune(AggregateNode aggregate, SortedSet<int> needed)
    {
        var keyCount = aggregate.Keys.Length;
        var kept = Enumerable.Range(0, aggregate.Calls.Length).Where(call => needed.Contains(keyCount + call)).ToList();
        var calls = kept.Select(call => aggregate.Calls[call]).ToList();
        var below = Prune(aggregate.Input, [.. aggregate.Keys, .. PruneCalls.Columns(calls)]);
        var after = new AggregateNode(below.Node, below.Of(aggregate.Keys), PruneCalls.Move(calls, column => below[column]),
            [.. kept.Select(call => aggregate.CallNames[call])]) { Span = aggregate.Span };
        return Chosen(aggregate, [.. Enumerable.Range(0, keyCount), .. kept.Select(call => keyCount + call)], after);
    }

    static Pruned Prune(WindowAggregateNode aggregate, SortedSet<int> needed)
    {
        var (keyCount, callCount) = (aggregate.Keys.Length, aggregate.Calls.Length);
        var kept = Enumerable.Range(0, callCount).Where(call => needed.Contains(keyCount + call)).ToList();
        var bounds = Enumerable.Range(0, aggregate.Outputs.Length).Where(bound => needed.Contains(keyCount + callCount + bound)).ToList();
        var calls = kept.Select(call => aggregate.Calls[call]).ToList();
        var own =
            aggregate.Bounds is { } attached ? new[] { attached.Start, attached.End } : [aggregate.TimeColumn, .. aggregate.SessionBy];
        var below = Prune(aggregate.Input, [.. aggregate.Keys, .. PruneCalls.Columns(calls), .. own]);
        var after = new WindowAggregateNode(below.Node, aggregate.Function, aggregate.Bounds?.Move(column => below[column]),
            aggregate.TimeColumn < 0 ? -1 : below[aggregate.TimeColumn], below.Of(aggregate.SessionBy),
            below.Of(aggregate.Keys), PruneCalls.Move(calls, column => below[column]), [.. kept.Select(call => aggregate.CallNames[call])],
            [.. bounds.Select(bound => aggregate.Outputs[bound])],
            [.. bounds.Select(bound => aggregate.OutputKinds[bound])]) { Span = aggregate.Span };
        return Chosen(aggregate,
            [.. Enumerable.Range(0, keyCount), .. kept.Select(call => keyCount + call),
                .. bounds.Select(bound => keyCount + callCount + bound)], after);
    }

    static Pruned Prune(JoinNode join, SortedSet<int> needed)
    {
        var (node, places) =
            PruneJoin.Prune(join, needed, (side, columns) => Prune(side, columns) is var pruned ? (pruned.Node, pruned.Places) : default);
        return new(node, places);
    }

    static Pruned Prune(UnionNode union, SortedSet<int> needed)
    {
        var columns = needed.ToList();
        var inputs = union.Inputs.Select(input => Prune(input, [.. needed]).Restore(columns)).ToImmutableArray();
        return Chosen(union, needed, new UnionNode(new([.. columns.Select(column => union.Schema[column])]), inputs) { Span = union.Span });
    }
}
