using Tally.Engine.Columns;
using Tally.Engine.Expressions.Comparison;
using Tally.Engine.Expressions.Json;
using Tally.Engine.Expressions.Logic;
using Tally.Engine.Expressions.Text;
using Tally.Engine.Sql;
using Tally.Engine.Sql.Ast;

namespace Tally.Engine.Expressions.Binding;

/// <summary>Binds IS …, BETWEEN, IN and LIKE.</summary>
static class Predicates
{
    public static Expression Is(IsExpression node, ExpressionBinder binder)
    {
        var operand = binder.Bind(node.Operand);
        if (node.What.StartsWith("JSON", StringComparison.Ordinal)) return JsonTest.Create(operand, node.What, node.Negated, node.Span);
        if (node.What != "NULL") operand = OperatorBinding.Condition($"IS {node.What}", operand, binder);
        return new IsTest(operand, node.What, node.Negated);
    }

    public static Expression Between(BetweenExpression node, ExpressionBinder binder)
    {
        var (operand, low, high) = (binder.Bind(node.Operand), binder.Bind(node.Low), binder.Bind(node.High));
        var within = Range(operand, low, high);
        if (node.Symmetric) within = new Logical(false, within, Range(operand, high, low));
        return node.Negated ? Not.Of(within) : within;

        Expression Range(Expression value, Expression from, Expression to) =>
            new Logical(true, Comparisons.Create(">=", value, from, node.Span, binder),
                Comparisons.Create("<=", value, to, node.Span, binder));
    }

    public static Expression InList(InListExpression node, ExpressionBinder binder)
    {
        var operand = binder.Bind(node.Operand);
        var tests = new List<Expression>();
        var constants = new List<Literal>();
        foreach (var item in node.Items.Select(binder.Bind))
        {
            var (left, right) = Comparisons.Align("IN", operand, item, item.Span, binder);
            if (right is Literal literal && left.Type.SameAs(operand.Type.WithoutTimeAttribute()) && InSets.CanHold(left.Type)
                && !literal.IsNull) constants.Add(literal);
            else tests.Add(Comparisons.Create(CompareKind.Equal, left, right));
        }
        Expression[] known = constants.Count switch
        {
            0 => [],
            1 => [Comparisons.Create(CompareKind.Equal, operand, constants[0])],
            _ => [InSets.Create(operand, constants)],
        };
        Expression[] all = [.. known, .. tests];
        var any = all.Length == 1 ? all[0] : new Logical(false, [.. all]);
        return node.Negated ? Not.Of(any) : any;
    }

    public static Expression Like(LikeExpression node, ExpressionBinder binder)
    {
        var (operand, pattern) = (binder.Bind(node.Operand), binder.Bind(node.Pattern));
        var escape = node.Escape is null ? null : binder.Bind(node.Escape);
        var name = node.Similar ? "SIMILAR TO" : "LIKE";
        foreach (var part in new[] { operand, pattern, escape })
        {
            if (part is not null && !part.Type.IsText && part.Type.Kind != TypeKind.Null)
                throw new SqlException(ErrorCode.BadArgument, part.Span, $"{name} takes text, found {part.Type.WithNullable(true)}",
                    "write CAST(… AS STRING)");
        }
        var match = PatternMatch.Create(operand, pattern, escape, node.Similar, node.Span, binder);
        return node.Negated ? Not.Of(match) : match;
    }
}
