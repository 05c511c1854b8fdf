using System.Collections.Immutable;
using Tally.Engine.Sql.Ast;

namespace Tally.Engine.Sql;

/// <summary>BETWEEN, IN, LIKE and SIMILAR TO.</summary>
public sealed partial class Parser
{
    SqlExpression Predicate(SqlExpression operand)
    {
        var negated = Take("NOT");
        if (Take("BETWEEN")) return Between(operand, negated);
        if (Take("IN")) return In(operand, negated);
        if (Is("ILIKE")) throw Unsupported(SpanOf(Current), "ILIKE", "write UPPER(x) LIKE 'PATTERN'");
        var similar = Take("SIMILAR");
        if (similar) Expect("TO"); else Expect("LIKE");
        var pattern = Operators(SumLevel);
        var escape = Take("ESCAPE") ? Operators(SumLevel) : null;
        return new LikeExpression(operand.Span.To((escape ?? pattern).Span), operand, pattern, escape, negated, similar);
    }

    BetweenExpression Between(SqlExpression operand, bool negated)
    {
        var symmetric = Take("SYMMETRIC");
        if (!symmetric) Take("ASYMMETRIC");
        var low = Operators(SumLevel);
        Expect("AND");
        var high = Operators(SumLevel);
        return new BetweenExpression(operand.Span.To(high.Span), operand, low, high, negated, symmetric);
    }

    SqlExpression In(SqlExpression operand, bool negated)
    {
        if (!IsSymbol("(")) throw Unexpected("( and a list or a query");
        if (StartsQuery(1))
        {
            _at++;
            var query = Query();
            ExpectSymbol(")");
            return new InQueryExpression(operand.Span.To(SpanOf(_tokens[_at - 1])), operand, query, negated);
        }
        var items = Parenthesized(Expression);
        return new InListExpression(operand.Span.To(SpanOf(_tokens[_at - 1])), operand, items, negated);
    }

    /// <summary>x op ANY | SOME | ALL over a query, or over a list, where it is written out.</summary>
    SqlExpression Quantified(SqlExpression operand, string name)
    {
        var isAll = Is("ALL");
        _at++;
        var isIn = (name, isAll) is ("=", false) or ("<>", true);
        if (!StartsQuery(1))
        {
            var items = Parenthesized(Expression);
            var span = operand.Span.To(SpanOf(_tokens[_at - 1]));
            if (isIn) return new InListExpression(span, operand, items, isAll);
            List<SqlExpression> tests = [.. items.Select(item => new BinaryExpression(span, name, operand, item))];
            return Balanced(isAll ? "AND" : "OR", tests, 0, tests.Count);
        }
        ExpectSymbol("(");
        var query = Query();
        ExpectSymbol(")");
        var whole = operand.Span.To(SpanOf(_tokens[_at - 1]));
        return isIn ? new InQueryExpression(whole, operand, query, isAll) : new QuantifiedExpression(whole, operand, name, isAll, query);
    }

    /// <summary>Whether a query begins so many tokens ahead, perhaps behind parentheses that belong to it.</summary>
    bool StartsQuery(int ahead)
    {
        while (IsSymbol("(", ahead)) ahead++;
        return Is("SELECT", ahead) || Is("WITH", ahead) || Is("VALUES", ahead) || (Is("TABLE", ahead) && !IsSymbol("(", ahead + 1));
    }
}
