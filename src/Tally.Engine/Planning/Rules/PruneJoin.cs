using Tally.Engine.Expressions;
using Tally.Engine.Planning.Logical;

namespace Tally.Engine.Planning.Rules;

/// <summary>Drops the columns of a join's sides that neither the join nor anything above reads.</summary>
static class PruneJoin
{
    /// <summary>The join with fewer columns, and for each former column its new index or -1.</summary>
    /// <param name="prune">Prunes a side to the given columns.</param>
    public static (LogicalNode Node, int[] Places) Prune(JoinNode join, SortedSet<int> needed,
        Func<LogicalNode, SortedSet<int>, (LogicalNode Node, int[] Places)> prune)
    {
        var width = join.Left.Schema.Count;
        var conditions = join.Condition is null ? [] : ExpressionTree.Columns(join.Condition).ToList();
        var lefts =
            needed.Concat(conditions).Where(column => column < width).Concat(join.LeftKeys).Concat(TimesOf(join.Time, isLeft: true));
        var rights = (join.IsSemi ? [] : needed).Concat(conditions).Where(column => column >= width).Select(column => column - width)
            .Concat(join.RightKeys).Concat(TimesOf(join.Time, isLeft: false));
        var (left, leftPlaces) = prune(join.Left, [.. lefts]);
        var (right, rightPlaces) = prune(join.Right, [.. rights]);
        int Place(int column) => column < width ? leftPlaces[column] : rightPlaces[column - width] + left.Schema.Count;
        var after = new JoinNode(left, right, join.Kind, [.. join.LeftKeys.Select(key => leftPlaces[key])],
            [.. join.RightKeys.Select(key => rightPlaces[key])], join.NullSafe,
            join.Condition is null ? null : ExpressionTree.Move(join.Condition, Place), join.IsNullAware,
            Move(join.Time, leftPlaces, rightPlaces)) { Span = join.Span };
        var places = join.IsSemi ? leftPlaces : [.. leftPlaces, .. rightPlaces.Select(place => place < 0 ? -1 : place + left.Schema.Count)];
        return (after, places);
    }

    static IEnumerable<int> TimesOf(JoinTime? time, bool isLeft) => time switch
    {
        IntervalTime interval => [isLeft ? interval.LeftTime : interval.RightTime],
        WindowTime window => isLeft ? [window.Left.Start, window.Left.End] : [window.Right.Start, window.Right.End],
        VersionTime version => [isLeft ? version.LeftTime : version.RightTime],
        _ => [],
    };

    static JoinTime? Move(JoinTime? time, int[] left, int[] right) => time switch
    {
        IntervalTime interval => interval with { LeftTime = left[interval.LeftTime], RightTime = right[interval.RightTime] },
        WindowTime window => new WindowTime(window.Left.Move(column => left[column])!, window.Right.Move(column => right[column])!),
        VersionTime version => new VersionTime(left[version.LeftTime], right[version.RightTime]),
        _ => null,
    };
}
