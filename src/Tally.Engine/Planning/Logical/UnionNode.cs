using System.Collections.Immutable;
using Tally.Engine.Columns;

namespace Tally.Engine.Planning.Logical;

/// <summary>UNION ALL: the rows of all inputs, whose columns have the same types.</summary>
sealed record UnionNode(Schema Schema, ImmutableArray<LogicalNode> Inputs) : LogicalNode(Schema, Inputs)
{
    public override string Name => "Union";

    public override string Details => "all";

    protected override NodeTraits DeriveTraits()
    {
        var all = Inputs.Select(input => input.Traits).ToList();
        var changelog = all.TrueForAll(traits => traits.IsInsertOnly) ? ChangelogMode.InsertOnly : ChangelogMode.Retract;
        var times = all[0].TimeColumns.Where(column => all.TrueForAll(traits => traits.IsTime(column)));
        var window = all.TrueForAll(traits => traits.Window == all[0].Window) ? all[0].Window : null;
        var arrivals = all[0].ProcessingTimes.Where(column => all.TrueForAll(traits => traits.IsProcessingTime(column)));
        return new(changelog, null, [.. times], window) { ProcessingTimes = [.. arrivals] };
    }
}
