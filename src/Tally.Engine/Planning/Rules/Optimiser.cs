using Tally.Engine.Planning.Logical;

namespace Tally.Engine.Planning.Rules;

/// <summary>Applies all rules in their order: fold, push, recognise, check, prune, merge.</summary>
static class Optimiser
{
    /// <summary>The optimised plan, with the same columns.</summary>
    /// <exception cref="Sql.SqlException">A stream cannot compute it.</exception>
    public static LogicalNode Optimise(LogicalNode bound)
    {
        var folded = new PlanRewriter(new FoldConstants(), new MergeProjections()).Rewrite(bound);
        var pushed = new PushFilters().Rewrite(folded);
        var recognised = new PlanRewriter(new RecogniseJoins(), new RecogniseWindowAggregates(), new RecogniseRanks(), new MergeProjections()).Rewrite(pushed);
        PlanCheck.Check(recognised);
        // Filters that stood above an aggregate may go further once the rank or the join is known.
        var pruned = PruneColumns.Rewrite(recognised);
        return new PlanRewriter(new MergeProjections(), new FoldConstants()).Rewrite(pruned);
    }
}
