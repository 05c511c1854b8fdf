using Tally.Engine.Columns;
using Tally.Engine.Expressions.Casting;
using Tally.Engine.Expressions.Comparison;
using Tally.Engine.Expressions.Logic;
using Tally.Engine.Sql;
using Tally.Engine.Sql.Ast;

namespace Tally.Engine.Expressions.Binding;

/// <summary>Binds CASE, and helps COALESCE and IF to bring their branches to one type.</summary>
static class Conditionals
{
    public static Expression Case(CaseExpression node, ExpressionBinder binder)
    {
        var operand = node.Operand is null ? null : binder.Bind(node.Operand);
        var conditions = new List<Expression>();
        var results = new List<Expression>();
        foreach (var branch in node.Branches)
        {
            var condition = binder.Bind(branch.Condition);
            conditions.Add(operand is null
                ? OperatorBinding.Condition("WHEN", condition, binder)
                : Comparisons.Create("=", operand, condition, branch.Condition.Span, binder));
            results.Add(binder.Bind(branch.Result));
        }
        results.Add(node.Else is null ? Literal.Null(SqlType.Null) : binder.Bind(node.Else));
        var type = OfBranches("CASE", [.. results.Select((result, i) => i < conditions.Count ? WhereTrue(conditions[i], result) : result)],
            node.Span);
        return Choose(type, conditions, [.. results.Select(result => Typed(result, type, binder))]);
    }

    /// <summary>Branches whose condition is constant are decided at once.</summary>
    static Expression Choose(SqlType type, IReadOnlyList<Expression> conditions, IReadOnlyList<Expression> results)
    {
        var operands = new List<Expression>();
        for (var i = 0; i < conditions.Count; i++) operands.AddRange([conditions[i], results[i]]);
        operands.Add(results[^1]);
        return new CaseWhen(type, [.. operands]);
    }

    /// <summary>A result that cannot be NULL where its condition says that it is not.</summary>
    static Expression WhereTrue(Expression condition, Expression result) =>
        condition is IsTest { IsNotNull: true } && result.Type.Nullable && condition.Children[0].ToString() == result.ToString()
            ? new Reinterpret(result, result.Type.WithNullable(false)) : result;

    /// <summary>The type in which branches meet; as in Flink, of FLOAT and DOUBLE the first one that is not mixed with DECIMAL.</summary>
    /// <exception cref="SqlException">There is none, or all of them are an untyped NULL.</exception>
    public static SqlType OfBranches(string name, IReadOnlyList<Expression> results, TextSpan span)
    {
        var type = CommonType(name, results, span);
        var first = results.FirstOrDefault(result => TypeRules.IsFloating(result.Type));
        return type.Kind == TypeKind.Double && first is { Type.Kind: TypeKind.Float }
            && results.All(result => result.Type.Kind != TypeKind.Decimal)
            ? SqlType.Float.WithNullable(type.Nullable) : type;
    }

    static IEnumerable<string> Kinds(IEnumerable<Expression> results) =>
        results.Where(result => result.Type.Kind != TypeKind.Null).Select(result => result.Type.WithNullable(true).ToString()).Distinct();

    /// <summary>The type in which results meet.</summary>
    /// <exception cref="SqlException">There is none, or all of them are an untyped NULL.</exception>
    public static SqlType CommonType(string name, IReadOnlyList<Expression> results, TextSpan span)
    {
        var type = TypeRules.Common([.. results.Select(result => result.Type)])
            ?? throw new SqlException(ErrorCode.TypeMismatch, span,
                $"{name}: {string.Join(" and ", Kinds(results))} have no common type",
                "write a CAST in one of them");
        if (type.Kind != TypeKind.Null) return type;
        throw new SqlException(ErrorCode.TypeMismatch, span, $"{name}: all results are NULL without a type", "write CAST(NULL AS …)");
    }

    /// <summary>A result in the common type.</summary>
    public static Expression Typed(Expression result, SqlType type, ExpressionBinder binder) => binder.Cast(result, type);
}
