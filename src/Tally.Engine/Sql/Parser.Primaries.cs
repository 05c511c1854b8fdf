using System.Collections.Immutable;
using Tally.Engine.Sql.Ast;

namespace Tally.Engine.Sql;

/// <summary>What operators stand between: literals, names, calls, parentheses.</summary>
public sealed partial class Parser
{
    SqlExpression Primary()
    {
        var token = Current;
        switch (token.Kind)
        {
            case TokenKind.Number:
                _at++;
                return new NumberLiteral(SpanOf(token), TextOf(token).ToString());
            case TokenKind.String:
                return StringValue("a string");
            case TokenKind.Binary:
                _at++;
                return Binary(token);
            case TokenKind.Unicode:
                return Unicode();
            case TokenKind.Symbol when IsSymbol("("):
                return Parentheses();
            case TokenKind.QuotedName:
                return NameOrCall();
            case TokenKind.Word:
                return Word();
            default:
                throw Unexpected("an expression");
        }
    }

    BinaryLiteral Binary(Token token)
    {
        var digits = Unquote(TextOf(token)[1..]);
        if (digits.Length % 2 != 0 || !digits.All(char.IsAsciiHexDigit))
            throw new SqlException(ErrorCode.BadLiteral, SpanOf(token), $"{TextOf(token)} is not a binary string",
                "write two hexadecimal digits a byte: X'0aff'");
        return new BinaryLiteral(SpanOf(token), [.. Convert.FromHexString(digits)]);
    }

    /// <summary>A word: a literal or form that it begins, else a name or a call.</summary>
    SqlExpression Word()
    {
        var span = SpanOf(Current);
        if (Take("NULL")) return new NullLiteral(span);
        if (Take("TRUE")) return new BooleanLiteral(span, true);
        if (Take("FALSE")) return new BooleanLiteral(span, false);
        if (Take("UNKNOWN")) return new BooleanLiteral(span, null);
        if (Is("CASE")) return Case();
        if (Is("CAST") || Is("TRY_CAST")) return Cast();
        if (Is("INTERVAL")) return Interval();
        if (Is("EXISTS")) return Exists();
        if (Is("ARRAY") || Is("MAP") && IsSymbol("[", 1)) return Collection();
        if (Is("ROW") && IsSymbol("(", 1)) return Row();
        if (Ahead(1).Kind == TokenKind.String && (Is("DATE") || Is("TIME") || Is("TIMESTAMP"))) return TimeLiteral();
        if (IsSymbol("(", 1) && SpecialCall() is { } call) return call;
        return BareFunction() ?? NameOrCall();
    }

    TimeLiteral TimeLiteral()
    {
        var start = _at;
        var type = TextOf(Current).ToString().ToUpperInvariant();
        _at++;
        var text = StringValue("a string");
        return new TimeLiteral(SpanFrom(start), type, text.Value);
    }

    /// <summary>A function that is called without parentheses, or null.</summary>
    CallExpression? BareFunction()
    {
        if (IsSymbol("(", 1)) return null;
        var span = SpanOf(Current);
        var name = TakeAny("CURRENT_TIMESTAMP", "CURRENT_DATE", "CURRENT_TIME", "LOCALTIMESTAMP", "LOCALTIME");
        return name is null ? null : new CallExpression(span, name, []);
    }

    CaseExpression Case()
    {
        var start = _at;
        Expect("CASE");
        var operand = Is("WHEN") ? null : Expression();
        var branches = ImmutableArray.CreateBuilder<CaseBranch>();
        do Branch(branches, isSearched: operand is null); while (Is("WHEN"));
        var otherwise = Take("ELSE") ? Expression() : null;
        if (!Take("END")) throw Unexpected("END of the CASE, WHEN or ELSE", "END", "WHEN", "ELSE");
        return new CaseExpression(SpanFrom(start), operand, branches.ToImmutable(), otherwise);
    }

    /// <summary>WHEN a THEN r, or WHEN a, b THEN r: a branch for each value.</summary>
    void Branch(ImmutableArray<CaseBranch>.Builder branches, bool isSearched)
    {
        var start = _at;
        Expect("WHEN");
        var conditions = new List<SqlExpression> { Expression() };
        if (isSearched && IsSymbol(",")) throw Unsupported(SpanOf(Current), "a list of conditions behind WHEN", "join them with OR");
        while (TakeSymbol(",")) conditions.Add(Expression());
        Expect("THEN");
        var result = Expression();
        foreach (var condition in conditions) branches.Add(new CaseBranch(SpanFrom(start), condition, result));
    }

    CastExpression Cast()
    {
        var start = _at;
        var isTry = TakeAny("CAST", "TRY_CAST") == "TRY_CAST";
        ExpectSymbol("(");
        var operand = Expression();
        Expect("AS");
        var type = Type();
        ExpectSymbol(")");
        return new CastExpression(SpanFrom(start), operand, type, isTry);
    }

    ExistsExpression Exists()
    {
        var start = _at;
        Expect("EXISTS");
        ExpectSymbol("(");
        var query = Query();
        ExpectSymbol(")");
        return new ExistsExpression(SpanFrom(start), query);
    }

    /// <summary>ARRAY[…] or MAP[…].</summary>
    SqlExpression Collection()
    {
        var start = _at;
        var isArray = TakeAny("ARRAY", "MAP") == "ARRAY";
        if (IsSymbol("(") && isArray) throw Unsupported(SpanOf(Current), "ARRAY(query)", "ARRAY[a, b, …] lists the elements");
        ExpectSymbol("[");
        var items = IsSymbol("]") ? [] : CommaList(Expression);
        ExpectSymbol("]");
        return isArray ? new ArrayExpression(SpanFrom(start), items) : new MapExpression(SpanFrom(start), items);
    }

    RowExpression Row()
    {
        var start = _at;
        Expect("ROW");
        var items = Parenthesized(Expression);
        return new RowExpression(SpanFrom(start), items);
    }

    /// <summary>(expression), (a, b) as a row, or (query).</summary>
    SqlExpression Parentheses()
    {
        using var _ = Deeper();
        var start = _at;
        ExpectSymbol("(");
        if (StartsQuery(0) && !IsSymbol("(")) return QueryInside(start, Query());
        var first = Expression();
        if (first is QueryExpression left && ContinuesQuery()) return QueryInside(start, QueryFrom(left.Query));
        if (TakeSymbol(")")) return first;
        if (!IsSymbol(",")) throw Unexpected("an operator or )");
        _at++;
        var others = CommaList(Expression);
        ExpectSymbol(")");
        return new RowExpression(SpanFrom(start), [first, .. others]);
    }

    QueryExpression QueryInside(int start, Query query)
    {
        ExpectSymbol(")");
        return new QueryExpression(SpanFrom(start), query);
    }

    /// <summary>a.b.c, t.*, or f(…).</summary>
    SqlExpression NameOrCall()
    {
        var start = _at;
        if (IsSymbol("(", 1) && Current.Kind == TokenKind.Word && ReservedWords.IsFunction(TextOf(Current)))
        {
            _at++;
            return Call(start, TextOf(_tokens[start]).ToString());
        }
        var parts = ImmutableArray.CreateBuilder<Identifier>();
        parts.Add(Name("an expression"));
        while (IsSymbol("."))
        {
            _at++;
            if (TakeSymbol("*")) return new StarExpression(SpanFrom(start), parts.ToImmutable());
            parts.Add(Name("a column name"));
        }
        if (IsSymbol("(")) return Call(start, string.Join('.', parts.Select(part => part.Name)));
        return new NameExpression(SpanFrom(start), parts.ToImmutable());
    }
}
