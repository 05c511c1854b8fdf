using Tally.Engine.Columns;
using Tally.Engine.Expressions.Arithmetic;
using Tally.Engine.Expressions.Comparison;
using Tally.Engine.Expressions.Logic;
using Tally.Engine.Expressions.Text;
using Tally.Engine.Sql;
using Tally.Engine.Sql.Ast;

namespace Tally.Engine.Expressions.Binding;

/// <summary>Binds operators: signs, arithmetic, comparison, logic, ||.</summary>
static class OperatorBinding
{
    public static Expression Unary(UnaryExpression node, ExpressionBinder binder)
    {
        if (node is { Operator: "-", Operand: NumberLiteral { Text: "9223372036854775808" } smallest })
            return Literals.Number(smallest, negative: true);
        var operand = binder.Bind(node.Operand);
        if (node.Operator == "NOT") return Not.Of(Condition("NOT", operand, binder));
        if (node.Operator == "+" && (operand.Type.IsNumeric || operand.Type.IsInterval)) return operand;
        if (operand.Type.Kind is TypeKind.TinyInt or TypeKind.SmallInt)
            return binder.Cast(Arithmetics.Negated(binder.Cast(operand, SqlType.Int))!, operand.Type);
        return Arithmetics.Negated(operand)
            ?? throw new SqlException(ErrorCode.BadArgument, node.Span,
                $"{node.Operator} {operand.Type.WithNullable(true)}: a number or an interval is expected");
    }

    public static Expression Binary(BinaryExpression node, ExpressionBinder binder)
    {
        if (node.Operator is "AND" or "OR") return Chain(node, binder);
        if (node.Operator == "OVERLAPS") return Periods.Overlap(node, binder);
        var (left, right) = (binder.Bind(node.Left), binder.Bind(node.Right));
        return node.Operator switch
        {
            "||" => Concatenation.Create(left, right, node.Span, binder),
            "IS DISTINCT FROM" => Comparisons.Distinct(left, right, true, node.Span, binder),
            "IS NOT DISTINCT FROM" => Comparisons.Distinct(left, right, false, node.Span, binder),
            "+" or "-" or "*" or "/" or "%" => Arithmetics.Create(node.Operator, Typed(left, right), Typed(right, left), node.Span, binder),
            _ => Comparisons.Create(node.Operator, left, right, node.Span, binder),
        };
    }

    /// <summary>An untyped NULL takes the type of the other operand.</summary>
    static Expression Typed(Expression operand, Expression other) =>
        operand.Type.Kind == TypeKind.Null && other.Type.IsNumeric ? Literal.Null(other.Type) : operand;

    /// <summary>a AND b AND c, written as a chain, is one node.</summary>
    static Expression Chain(BinaryExpression node, ExpressionBinder binder)
    {
        var parts = new Stack<SqlExpression>();
        SqlExpression rest = node;
        while (rest is BinaryExpression { Operator: var symbol } chain && symbol == node.Operator
            && (rest == node || binder.Scope.TryBind(rest, binder) is null))
        {
            parts.Push(chain.Right);
            rest = chain.Left;
        }
        parts.Push(rest);
        var isAnd = node.Operator == "AND";
        var operands = parts.Select(part => Condition(node.Operator, binder.Bind(part), binder)).ToArray();
        return new Logical(isAnd, operands);
    }

    /// <summary>An operand that must be a condition.</summary>
    public static Expression Condition(string symbol, Expression operand, ExpressionBinder binder)
    {
        if (operand.Type.Kind == TypeKind.Null) return Literal.Null(SqlType.Boolean);
        if (operand.Type.Kind == TypeKind.Boolean) return operand;
        throw new SqlException(ErrorCode.BadArgument, operand.Span, $"{symbol} takes conditions, found {operand.Type.WithNullable(true)}",
            operand.Type.IsNumeric ? "compare it: … <> 0" : null);
    }
}
