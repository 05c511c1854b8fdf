using System.Collections.Immutable;
using Tally.Engine.Expressions;
using Tally.Engine.Expressions.Comparison;
using Tally.Engine.Expressions.Logic;
using Tally.Engine.Sql;
using Tally.Engine.Sql.Ast;

namespace Tally.Engine.Planning.Binding.Subqueries;

/// <summary>x op ANY (query), to which IN, NOT IN, ANY, SOME and ALL all come down.</summary>
/// <param name="Operands">The left side: one value, or the values of a row, which only = compares.</param>
/// <param name="IsNegated">Whether the answer is turned around.</param>
sealed record Membership(TextSpan Span, ImmutableArray<SqlExpression> Operands, string Operator, Query Query, bool IsNegated)
{
    /// <summary>The test that an expression is, or null when it is another one.</summary>
    public static Membership? Of(SqlExpression node) => node switch
    {
        InQueryExpression test => new(test.Span, Items(test.Operand), "=", test.Query, test.Negated),
        QuantifiedExpression { IsAll: false } test => new(test.Span, Items(test.Operand), test.Operator, test.Query, false),
        QuantifiedExpression test => new(test.Span, Items(test.Operand), Opposite(test.Operator), test.Query, true),
        _ => null,
    };

    /// <summary>Whether all values of the left side equal, or compare with, those of a row of the query.</summary>
    public Expression Compare(IReadOnlyList<Expression> lefts, IReadOnlyList<Expression> values, ExpressionBinder binder)
    {
        var all = lefts.Zip(values, (left, value) => Comparisons.Create(Operator, left, value, Span, binder)).ToArray();
        return all.Length == 1 ? all[0] : new Expressions.Logic.Logical(true, all);
    }

    static ImmutableArray<SqlExpression> Items(SqlExpression operand) => operand is RowExpression row ? row.Items : [operand];

    static string Opposite(string word) => word switch { "=" => "<>", "<>" => "=", "<" => ">=", "<=" => ">", ">" => "<=", _ => "<" };
}
