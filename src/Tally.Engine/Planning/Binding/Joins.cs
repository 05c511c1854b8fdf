using System.Collections.Immutable;
using Tally.Engine.Expressions;
using Tally.Engine.Operators.Joins;
using Tally.Engine.Planning.Logical;
using Tally.Engine.Sql;
using Tally.Engine.Sql.Ast;

namespace Tally.Engine.Planning.Binding;

/// <summary>Makes join nodes: equalities between the sides become keys, everything else stays a condition.</summary>
static class Joins
{
    /// <summary>Joins two plans.</summary>
    /// <param name="conditions">Over the columns of the left side, then those of the right side.</param>
    /// <param name="same">Columns of the left side that must be the same as columns of the right side, NULL like NULL.</param>
    public static LogicalNode Create(LogicalNode left, LogicalNode right, JoinKind kind, IEnumerable<Expression> conditions,
        bool isNullAware, TextSpan span,
        IEnumerable<(int Left, int Right)>? same = null)
    {
        var width = left.Schema.Count;
        var (lefts, rights) = (new ColumnList(left), new ColumnList(right));
        List<(int Left, int Right, bool NullSafe)> keys =
            [.. (same ?? []).Select(pair => (pair.Left, pair.Right, left.Schema[pair.Left].Type.Nullable))];
        var others = new List<Expression>();
        foreach (var condition in conditions)
        {
            if (condition is Literal { IsNull: false } constant && constant.Value<bool>()) continue;
            if (KeyOf(condition, width) is { } key)
                keys.Add((lefts.Add(key.Left), rights.Add(ExpressionTree.Move(key.Right, column => column - width)), key.NullSafe));
            else others.Add(condition);
        }
        var shift = lefts.Count - width;
        var rest =
            Conditions.And(others.Select(condition => ExpressionTree.Move(condition, column => column < width ? column : column + shift)));
        var node = new JoinNode(lefts.ToNode(), rights.ToNode(), kind, [.. keys.Select(key => key.Left)],
            [.. keys.Select(key => key.Right)], [.. keys.Select(key => key.NullSafe)], rest, isNullAware, null) { Span = span };
        return Trim(node, width, right.Schema.Count, shift);
    }

    /// <summary>A regular inner join with the given conditions instead of its own, besides its keys.</summary>
    public static LogicalNode Merge(JoinNode join, IEnumerable<Expression> conditions)
    {
        var more = Create(join.Left, join.Right, join.Kind, conditions, join.IsNullAware, join.Span);
        if (more is JoinNode plain)
            return plain with { LeftKeys = [.. join.LeftKeys, .. plain.LeftKeys], RightKeys = [.. join.RightKeys, .. plain.RightKeys],
                NullSafe = [.. join.NullSafe, .. plain.NullSafe] };
        var inner = (JoinNode)more.Input;
        return more.WithInput(inner with { LeftKeys = [.. join.LeftKeys, .. inner.LeftKeys],
            RightKeys = [.. join.RightKeys, .. inner.RightKeys], NullSafe = [.. join.NullSafe, .. inner.NullSafe] });
    }

    /// <summary>left = right, under a common type.</summary>
    public static Expression Equal(Expression left, Expression right, BindingContext context, TextSpan span)
    {
        var (one, two) = (FixedScope.Name(span, "left"), FixedScope.Name(span, "right"));
        return new ExpressionBinder(new FixedScope(left, right), context).Bind(new BinaryExpression(span, "=", one, two));
    }

    // The columns that hold computed keys are dropped again.
    static LogicalNode Trim(JoinNode node, int leftWidth, int rightWidth, int shift)
    {
        if (node.IsSemi) return shift == 0 ? node : ProjectNode.Select(node, Enumerable.Range(0, leftWidth));
        if (node.Schema.Count == leftWidth + rightWidth) return node;
        return ProjectNode.Select(node, [.. Enumerable.Range(0, leftWidth), .. Enumerable.Range(leftWidth + shift, rightWidth)]);
    }

    static (Expression Left, Expression Right, bool NullSafe)? KeyOf(Expression condition, int width)
    {
        if (Conditions.Equality(condition) is not { } equality) return null;
        var (left, right, nullSafe) = equality;
        if (IsLeft(left, width) && IsRight(right, width)) return (left, right, nullSafe);
        return IsLeft(right, width) && IsRight(left, width) ? (right, left, nullSafe) : null;
    }

    static bool IsLeft(Expression expression, int width) => Sides(expression, width) is (true, false);

    static bool IsRight(Expression expression, int width) => Sides(expression, width) is (false, true);

    static (bool Left, bool Right) Sides(Expression expression, int width)
    {
        var columns = ExpressionTree.Columns(expression).ToList();
        return (columns.Exists(column => column < width), columns.Exists(column => column >= width));
    }

    /// <summary>A scope in which two names stand for given expressions.</summary>
    sealed class FixedScope(Expression left, Expression right) : IExpressionScope
    {
        public static NameExpression Name(TextSpan span, string name) => new(span, [new Identifier(span, name)]);

        public Expression? TryBind(SqlExpression node, ExpressionBinder binder) => null;

        public Expression BindName(NameExpression name) => name.Parts[0].Name == "left" ? left : right;
    }
}
