using System.Collections.Immutable;
using Tally.Engine.Columns;
using Tally.Engine.Expressions;
using Tally.Engine.Expressions.Logic;
using Tally.Engine.Operators.Joins;
using Tally.Engine.Planning.Logical;

namespace Tally.Engine.Planning.Binding.Subqueries;

/// <summary>Pushes a dependent join into a join: into the side that reads outer columns where that is enough, else into both, which then
/// meet by the domain as well.</summary>
sealed class JoinPush(DependentJoin dependent)
{
    readonly int _count = dependent.Columns.Length;

    public LogicalNode Push(JoinNode join)
    {
        if (join.Time is not null) throw DependentJoin.Unsupported(join);
        var (left, right) = (OuterReferences.IsDependent(join.Left), OuterReferences.IsDependent(join.Right));
        var condition = join.Condition is not null && OuterReferences.IsDependent(join.Condition);
        if (right && !left && !condition && join.Kind is JoinKind.Inner or JoinKind.Right) return IntoRight(join);
        return right || join.Kind is JoinKind.Right or JoinKind.Full ? IntoBoth(join) : IntoLeft(join);
    }

    static JoinNode IntoRight(JoinNode join, LogicalNode right) =>
        new(join.Left, right, join.Kind, join.LeftKeys, join.RightKeys, join.NullSafe, join.Condition, join.IsNullAware,
            null) { Span = join.Span };

    JoinNode IntoRight(JoinNode join) => IntoRight(join, dependent.Push(join.Right));

    LogicalNode IntoLeft(JoinNode join)
    {
        var width = join.Left.Schema.Count;
        var pushed =
            new JoinNode(dependent.Push(join.Left), join.Right, join.Kind, join.LeftKeys, join.RightKeys, join.NullSafe, Widened(join),
            join.IsNullAware, null) { Span = join.Span };
        if (join.IsSemi) return pushed;
        return ProjectNode.Select(pushed,
            [.. Enumerable.Range(0, width), .. Enumerable.Range(width + _count, join.Right.Schema.Count), .. dependent.At(width)]);
    }

    LogicalNode IntoBoth(JoinNode join)
    {
        if (join.IsNullAware) throw DependentJoin.Unsupported(join);
        var (width, rightWidth) = (join.Left.Schema.Count, join.Right.Schema.Count);
        var pushed =
            new JoinNode(dependent.Push(join.Left), dependent.Push(join.Right), join.Kind, [.. join.LeftKeys, .. dependent.At(width)],
            [.. join.RightKeys, .. dependent.At(rightWidth)],
            [.. join.NullSafe, .. dependent.Columns.Select(_ => true)], Widened(join), false, null) { Span = join.Span };
        if (join.IsSemi) return pushed;
        int[] own = [.. Enumerable.Range(0, width), .. Enumerable.Range(width + _count, rightWidth)];
        var (lefts, rights) = (dependent.At(width), dependent.At(width + _count + rightWidth));
        if (join.Kind == JoinKind.Full) return OfEither(pushed, own, lefts.Zip(rights));
        return ProjectNode.Select(pushed, [.. own, .. join.Kind == JoinKind.Right ? rights : lefts]);
    }

    // A row of a full join has its place in the domain on one side at least.
    static ProjectNode OfEither(JoinNode pushed, int[] own, IEnumerable<(int Left, int Right)> domain)
    {
        var columns = own.Select(column => (Expression)NodeColumns.Of(pushed, column));
        var either =
            domain.Select(pair =>
            (Expression)new Coalesce(pushed.Schema[pair.Left].Type, NodeColumns.Of(pushed, pair.Left),
            NodeColumns.Of(pushed, pair.Right)));
        return new(pushed, [.. columns, .. either],
            [.. own.Select(column => pushed.Schema[column].Name), .. domain.Select(pair => pushed.Schema[pair.Left].Name)]);
    }

    // The domain lies between the columns of both sides.
    Expression? Widened(JoinNode join)
    {
        var width = join.Left.Schema.Count;
        return join.Condition is not { } condition ? null
            : dependent.Resolve(ExpressionTree.Move(condition, column => column < width ? column : column + _count), width);
    }
}
