using System.Collections.Immutable;
using Tally.Engine.Planning.Logical;

namespace Tally.Engine.Planning.Rules;

/// <summary>A rule that looks at one node whose inputs are already rewritten, and gives it back or another one with the same
/// columns.</summary>
interface IPlanRule
{
    LogicalNode Apply(LogicalNode node);
}

/// <summary>Applies rules to a tree, inputs first; a node that is used twice is rewritten once.</summary>
sealed class PlanRewriter(params IReadOnlyList<IPlanRule> rules)
{
    readonly Dictionary<LogicalNode, LogicalNode> _done = new(ReferenceEqualityComparer.Instance);

    public LogicalNode Rewrite(LogicalNode node)
    {
        if (_done.TryGetValue(node, out var known)) return known;
        var inputs = node.Inputs.Select(Rewrite).ToImmutableArray();
        var changed = inputs.Where((input, place) => !ReferenceEquals(input, node.Inputs[place])).Any();
        var result = changed ? node.WithInputs(inputs) : node;
        foreach (var rule in rules) result = rule.Apply(result);
        _done[node] = result;
        return result;
    }
}
