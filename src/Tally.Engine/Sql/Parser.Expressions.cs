using System.Collections.Immutable;
using Tally.Engine.Sql.Ast;

namespace Tally.Engine.Sql;

// Precedence, from loose to tight: OR, AND, NOT, IS, comparison, BETWEEN/IN/LIKE, + -, * / % ||, sign, [ ] and point.
// Chains of AND and OR become balanced trees, so that their depth stays small whatever their length; chains of other operators lean to
// the left, as their meaning demands, and their height is bounded.

/// <summary>Operators.</summary>
public sealed partial class Parser
{
    /// <summary>How high an expression may grow by operators in a row that are not AND or OR.</summary>
    public const int MaxHeight = 1000;

    const int ComparisonLevel = 1, PredicateLevel = 2, SumLevel = 3, ProductLevel = 4, Tightest = 5;

    // The height of the tallest expression since the operand of AND or OR began; an overestimate, which is all that a bound needs.
    int _height;

    /// <summary>An expression of any kind.</summary>
    SqlExpression Expression()
    {
        using var _ = Deeper();
        return Chain("OR", () => Chain("AND", LogicalOperand));
    }

    SqlExpression Chain(string keyword, Func<SqlExpression> operand)
    {
        var first = operand();
        if (!Is(keyword)) return first;
        var operands = new List<SqlExpression> { first };
        while (Take(keyword)) operands.Add(operand());
        return Balanced(keyword, operands, 0, operands.Count);
    }

    static SqlExpression Balanced(string keyword, List<SqlExpression> operands, int from, int to)
    {
        if (to - from == 1) return operands[from];
        var middle = (from + to + 1) / 2;
        var left = Balanced(keyword, operands, from, middle);
        var right = Balanced(keyword, operands, middle, to);
        return new BinaryExpression(left.Span.To(right.Span), keyword, left, right);
    }

    SqlExpression LogicalOperand()
    {
        var outer = _height;
        _height = 0;
        var operand = NotExpression();
        Grow();
        _height = Math.Max(outer, _height);
        return operand;
    }

    void Grow()
    {
        if (++_height > MaxHeight) throw TooDeep();
    }

    SqlExpression NotExpression()
    {
        var start = _at;
        if (!Take("NOT")) return IsPredicates(Operators(ComparisonLevel));
        using var _ = Deeper();
        var operand = NotExpression();
        return new UnaryExpression(SpanFrom(start), "NOT", operand);
    }

    /// <summary>x IS NULL, IS NOT TRUE, IS JSON …, any number of them.</summary>
    SqlExpression IsPredicates(SqlExpression operand)
    {
        while (Is("IS"))
        {
            var distinct = Is("DISTINCT", 1) || (Is("NOT", 1) && Is("DISTINCT", 2));
            operand = distinct ? DistinctFrom(operand) : IsPredicate(operand);
            Grow();
        }
        return operand;
    }

    SqlExpression DistinctFrom(SqlExpression left)
    {
        Expect("IS");
        var negated = Take("NOT");
        Expect("DISTINCT", "FROM");
        var right = Operators(PredicateLevel);
        return new BinaryExpression(left.Span.To(right.Span), negated ? "IS NOT DISTINCT FROM" : "IS DISTINCT FROM", left, right);
    }

    IsExpression IsPredicate(SqlExpression operand)
    {
        Expect("IS");
        var negated = Take("NOT");
        var what = TakeAny("NULL", "TRUE", "FALSE", "UNKNOWN", "JSON")
            ?? throw Unexpected("NULL, TRUE, FALSE, UNKNOWN, DISTINCT FROM or JSON", "NULL", "TRUE", "FALSE", "UNKNOWN", "DISTINCT",
                "JSON");
        if (what == "JSON" && TakeAny("VALUE", "OBJECT", "ARRAY", "SCALAR") is { } kind) what = $"JSON {kind}";
        return new IsExpression(operand.Span.To(SpanOf(_tokens[_at - 1])), operand, what, negated);
    }

    /// <summary>Operators that bind at least as tightly as a level.</summary>
    SqlExpression Operators(int level)
    {
        var left = Sign();
        while (OperatorAt(out var name) is var found && found >= level)
        {
            left = found == PredicateLevel ? Predicate(left) : Binary(left, name, found);
            Grow();
            if (found == ComparisonLevel && Is("IS")) left = IsPredicates(left);
        }
        return left;
    }

    SqlExpression Binary(SqlExpression left, string name, int level)
    {
        _at++;
        if (level == ComparisonLevel && (Is("ANY") || Is("SOME") || Is("ALL")) && IsSymbol("(", 1))
            return Quantified(left, name);
        var right = Is("NOT") ? NotExpression() : Operators(level + 1);
        return new BinaryExpression(left.Span.To(right.Span), name, left, right);
    }

    /// <summary>The level of the operator at the current token, 0 when there is none.</summary>
    int OperatorAt(out string name)
    {
        name = "";
        var token = Current;
        if (token.Kind == TokenKind.Symbol) return SymbolOperator(TextOf(token), out name);
        if (token.Kind != TokenKind.Word) return 0;
        if (Is("OVERLAPS"))
        {
            name = "OVERLAPS";
            return ComparisonLevel;
        }
        var negated = Is("NOT") ? 1 : 0;
        return Is("BETWEEN", negated) || Is("IN", negated) || Is("LIKE", negated) || Is("SIMILAR", negated) || Is("ILIKE", negated)
            ? PredicateLevel
            : UnsupportedOperator();
    }

    static int SymbolOperator(ReadOnlySpan<char> symbol, out string name)
    {
        (name, var level) = symbol switch
        {
            "=" or "==" => ("=", ComparisonLevel),
            "<>" or "!=" => ("<>", ComparisonLevel),
            "<" => ("<", ComparisonLevel),
            "<=" => ("<=", ComparisonLevel),
            ">" => (">", ComparisonLevel),
            ">=" => (">=", ComparisonLevel),
            "+" => ("+", SumLevel),
            "-" => ("-", SumLevel),
            "*" => ("*", ProductLevel),
            "/" => ("/", ProductLevel),
            "%" => ("%", ProductLevel),
            "||" => ("||", ProductLevel),
            _ => ("", 0),
        };
        return level;
    }

    int UnsupportedOperator()
    {
        foreach (var name in (ReadOnlySpan<string>)["MEMBER", "SUBMULTISET", "MULTISET", "COLLATE"])
            if (Is(name)) throw Unsupported(SpanOf(Current), name);
        return 0;
    }

    /// <summary>+x, -x, and what binds tighter.</summary>
    SqlExpression Sign()
    {
        if (!IsSymbol("-") && !IsSymbol("+")) return Postfix(Primary());
        using var _ = Deeper();
        var start = _at;
        var name = TextOf(Current).ToString();
        _at++;
        var operand = Sign();
        return new UnaryExpression(SpanFrom(start), name, operand);
    }

    /// <summary>x[i] and x.field, any number of them.</summary>
    SqlExpression Postfix(SqlExpression operand)
    {
        while (true)
        {
            var start = operand.Span;
            if (TakeSymbol("["))
            {
                var index = Expression();
                ExpectSymbol("]");
                operand = new IndexExpression(start.To(SpanOf(_tokens[_at - 1])), operand, index);
            }
            else if (operand is not NameExpression and not StarExpression && TakeSymbol("."))
            {
                var field = Name("a field name");
                operand = new FieldExpression(start.To(field.Span), operand, field);
            }
            else return operand;
            Grow();
        }
    }
}
