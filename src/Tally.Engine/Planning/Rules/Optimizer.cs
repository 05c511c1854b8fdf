using Tally.Engine.Planning.Logical;

namespace Tally.Engine.Planning.Rules;

/// <summary>Applies all rules in their order: fold, push, recognize, check, prune, merge.</summary>
static class Optimizer
{
    /// <summary>The optimized plan, with the same columns.</summary>
    /// <exception cref="Sql.SqlException">A stream cannot compute it.</exception>
    public static LogicalNode Optimize(LogicalNode bound)
    {
        var folded = new PlanRewriter(new FoldConstants(), new MergeProjections()).Rewrite(bound);
        var pushed = new FilterPushDown().Rewrite(folded);
        var recognized =
            new PlanRewriter(new JoinRule(), new WindowAggregateRule(), new RankRule(), new MergeProjections()).Rewrite(pushed);
        PlanCheck.Check(recognized);
        // Filters that stood above an aggregate may go further once the rank or the join is known.
        var pruned = PruneColumns.Rewrite(recognized);
        return new PlanRewriter(new MergeProjections(), new FoldConstants()).Rewrite(pruned);
    }
}
