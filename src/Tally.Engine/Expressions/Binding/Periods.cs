using Tally.Engine.Columns;
using Tally.Engine.Expressions.Arithmetic;
using Tally.Engine.Expressions.Comparison;
using Tally.Engine.Expressions.Logic;
using Tally.Engine.Sql;
using Tally.Engine.Sql.Ast;

namespace Tally.Engine.Expressions.Binding;

/// <summary>(start, end) OVERLAPS (start, end): also of periods that only touch, or whose ends are exchanged; an interval is the length of
/// its period.</summary>
static class Periods
{
    public static Expression Overlap(BinaryExpression node, ExpressionBinder binder)
    {
        var (left, right) = (Period(node.Left, binder), Period(node.Right, binder));
        if (left.Start.Type.Kind != right.Start.Type.Kind)
        {
            throw new SqlException(ErrorCode.BadArgument, node.Span,
                $"OVERLAPS compares periods of one kind, found {left.Start.Type.WithNullable(true)} and "
                    + $"{right.Start.Type.WithNullable(true)}", "write a CAST");
        }
        return new Logical(true,
            Comparisons.Create(">=", left.End, right.Start, node.Span, binder),
            Comparisons.Create(">=", right.End, left.Start, node.Span, binder));
    }

    static (Expression Start, Expression End) Period(SqlExpression node, ExpressionBinder binder)
    {
        if (node is not RowExpression { Items: [var from, var to] })
            throw new SqlException(ErrorCode.BadArgument, node.Span, "OVERLAPS takes periods", "write (start, end) OVERLAPS (start, end)");
        var (first, second) = (binder.Bind(from), binder.Bind(to));
        if (!IsTime(first.Type))
            throw new SqlException(ErrorCode.BadArgument, from.Span, $"a period starts with a time, found {first.Type.WithNullable(true)}");
        if (second.Type.IsInterval) second = Arithmetics.Create("+", first, second, to.Span, binder);
        var isInOrder = Comparisons.Create("<=", first, second, node.Span, binder);
        var type = TypeRules.Common(first.Type, second.Type)!;
        (first, second) = (binder.Cast(first, type), binder.Cast(second, type));
        return (new CaseWhen(type, isInOrder, first, second), new CaseWhen(type, isInOrder, second, first));
    }

    static bool IsTime(SqlType type) => type.IsTimestamp || type.Kind is TypeKind.Date or TypeKind.Time;
}
