using System.Collections.Immutable;
using Tally.Engine.Columns;
using Tally.Engine.Operators.Windows.Slices;
using Tally.Engine.Operators.Windows;
using Tally.Engine.Planning.Binding;
using Tally.Engine.Planning.Logical;

namespace Tally.Engine.Planning.Rules;

/// <summary>Lets the aggregations of several queries over the same rows, keys and windows be one that computes what any of them
/// needs.</summary>
static class ShareAggregates
{
    /// <summary>The plans of a pipeline with shared aggregations; the columns of each plan stay.</summary>
    public static ImmutableArray<LogicalNode> Rewrite(IEnumerable<LogicalNode> roots)
    {
        var plans = roots.ToImmutableArray();
        var levels = plans.IsEmpty ? 0 : plans.Max(Height);
        for (var level = 1; level <= levels; level++) plans = Share(plans, level);
        return plans;
    }

    // Those that lie deepest come first: only over equal inputs can the ones above be equal.
    static ImmutableArray<LogicalNode> Share(ImmutableArray<LogicalNode> plans, int level)
    {
        var forms = plans.SelectMany(Nodes).Where(node => node is AggregateNode or WindowAggregateNode && Height(node) == level)
            .DistinctBy(node => node.Text).Select(node => AggregateForm.Of(node)!).ToList();
        var merged = new Dictionary<string, LogicalNode>();
        foreach (var family in forms.GroupBy(form => form.Signature))
            if (family.Skip(1).Any()) Merge([.. family], merged);
        if (merged.Count == 0) return plans;
        var rewriter = new PlanRewriter(new Replace(merged), new MergeProjections());
        return [.. plans.Select(rewriter.Rewrite)];
    }

    // One aggregation for all, and for each of them a choice of its columns.
    static void Merge(IReadOnlyList<AggregateForm> family, Dictionary<string, LogicalNode> merged)
    {
        var first = family[0];
        var calls = family.SelectMany(form => form.Calls).DistinctBy(call => call.Text).ToList();
        var texts = calls.ConvertAll(call => call.Text);
        var bounds = family.SelectMany(form => form.Node is WindowAggregateNode window ? window.OutputKinds.Zip(window.Outputs) : [])
            .DistinctBy(bound => bound.First).OrderBy(bound => bound.First).ToList();
        var shared = Build(first, calls, bounds);
        var keyCount = first.Keys.Length;
        foreach (var form in family)
        {
            var places = Enumerable.Range(0, keyCount).Concat(form.Calls.Select(call => keyCount + texts.IndexOf(call.Text)));
            if (form.Node is WindowAggregateNode window)
                places = places.Concat(window.OutputKinds
                    .Select(kind => keyCount + calls.Count + bounds.FindIndex(bound => bound.First == kind)));
            merged[form.Node.Text] = new ProjectNode(shared, [.. places.Select(place => NodeColumns.Of(shared, place))],
                form.Node.Schema.Fields.Select(column => column.Name)) { Span = form.Node.Span };
        }
    }

    static LogicalNode Build(AggregateForm form, List<FormCall> calls, List<(WindowColumn First, Field Second)> bounds)
    {
        var columns = new ColumnList(Conditions.Filter(form.Leaf, form.Conditions), keepsInput: false);
        var keys = form.Keys.Select(columns.Add).ToImmutableArray();
        var bound = calls.Select(call => call.Over(columns)).ToImmutableArray();
        var own = form.Own.Select(columns.Add).ToImmutableArray();
        var input = columns.ToNode();
        var names = Names.MakeUnique(bound.Select(call => AggregateNode.NameOf(call, input.Schema))).ToImmutableArray();
        LogicalNode node = form.Node is WindowAggregateNode window
            ? new WindowAggregateNode(input, window.Function,
                window.Bounds is null ? null : new WindowColumns(window.Function, own[0], own[1], -1), window.Bounds is null ? own[0] : -1,
                window.Bounds is null ? own[1..] : [], keys, bound, names, [.. bounds.Select(pair => pair.Second)],
                [.. bounds.Select(pair => pair.First)]) { Span = window.Span }
            : new AggregateNode(input, keys, bound, names) { Span = form.Node.Span };
        return new PlanRewriter(new MergeProjections()).Rewrite(PruneColumns.Rewrite(node));
    }

    /// <summary>How many aggregations lie on the longest way down, the node itself included.</summary>
    static int Height(LogicalNode node)
    {
        var below = node.Inputs.IsEmpty ? 0 : node.Inputs.Max(Height);
        return node is AggregateNode or WindowAggregateNode ? below + 1 : below;
    }

    static IEnumerable<LogicalNode> Nodes(LogicalNode node) => node.Inputs.SelectMany(Nodes).Prepend(node);

    sealed class Replace(Dictionary<string, LogicalNode> merged) : IPlanRule
    {
        public LogicalNode Apply(LogicalNode node) =>
            node is AggregateNode or WindowAggregateNode && merged.TryGetValue(node.Text, out var shared) ? shared : node;
    }
}
