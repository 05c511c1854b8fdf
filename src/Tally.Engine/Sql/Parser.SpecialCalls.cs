using Tally.Engine.Sql.Ast;

namespace Tally.Engine.Sql;

/// <summary>Calls with words between their arguments: EXTRACT(unit FROM x) and its like.</summary>
public sealed partial class Parser
{
    /// <summary>The call at the current word when it has a form of its own, or null.</summary>
    SqlExpression? SpecialCall()
    {
        var start = _at;
        var name = TextOf(Current).ToString().ToUpperInvariant();
        switch (name)
        {
            case "EXTRACT": return Finish(start, name, Extract);
            case "FLOOR" or "CEIL" or "CEILING": return Finish(start, name, Round);
            case "TIMESTAMPADD" or "TIMESTAMPDIFF": return Finish(start, name, UnitFirst);
            case "TRIM": return Finish(start, name, Trim);
            case "SUBSTRING": return Finish(start, name, Substring);
            case "POSITION": return Finish(start, name, Position);
            case "OVERLAY": return Finish(start, name, Overlay);
            case "CONVERT" or "PERIOD" or "TREAT": throw Unsupported(SpanOf(Current), name);
            case "JSON_VALUE" or "JSON_QUERY" or "JSON_EXISTS" or "JSON_OBJECT" or "JSON_OBJECTAGG" or "JSON_ARRAY" or "JSON_ARRAYAGG":
                return JsonCall(name);
            default: return null;
        }
    }

    CallExpression Finish(int start, string name, Func<SqlExpression[]> arguments)
    {
        _at++;
        ExpectSymbol("(");
        var items = arguments();
        if (!TakeSymbol(")")) throw Unexpected($"the rest of {name} or )");
        return new CallExpression(SpanFrom(start), name, [.. items]);
    }

    SqlExpression[] Extract()
    {
        var unit = TimeUnit();
        Expect("FROM");
        return [unit, Expression()];
    }

    /// <summary>FLOOR(x) or FLOOR(x TO unit).</summary>
    SqlExpression[] Round()
    {
        if (IsSymbol(")")) return [];
        var operand = Expression();
        return Take("TO") ? [operand, TimeUnit()] : TakeSymbol(",") ? [operand, .. CommaList(Expression)] : [operand];
    }

    SqlExpression[] UnitFirst()
    {
        var unit = TimeUnit();
        ExpectSymbol(",");
        return [unit, .. CommaList(Expression)];
    }

    /// <summary>TRIM([BOTH | LEADING | TRAILING] [c] FROM x) or TRIM(x), which trims spaces on both sides.</summary>
    SqlExpression[] Trim()
    {
        var span = SpanOf(Current);
        var side = TakeAny("BOTH", "LEADING", "TRAILING");
        var symbol = new SymbolExpression(span, side ?? "BOTH");
        var blank = new StringLiteral(span, " ");
        if (side is not null && Take("FROM")) return [symbol, blank, Expression()];
        var first = Expression();
        if (side is null && IsSymbol(")")) return [symbol, blank, first];
        Expect("FROM");
        return [symbol, first, Expression()];
    }

    SqlExpression[] Substring()
    {
        var operand = Expression();
        if (TakeSymbol(",")) return [operand, .. CommaList(Expression)];
        if (!Take("FROM")) throw Unexpected("a comma or FROM", "FROM");
        var from = Expression();
        return Take("FOR") ? [operand, from, Expression()] : [operand, from];
    }

    SqlExpression[] Position()
    {
        var searched = Operators(SumLevel);
        if (!Take("IN")) throw Unexpected("IN", "IN");
        var text = Expression();
        return Take("FROM") ? [searched, text, Expression()] : [searched, text];
    }

    SqlExpression[] Overlay()
    {
        var operand = Expression();
        if (TakeSymbol(",")) return [operand, .. CommaList(Expression)];
        Expect("PLACING");
        var replacement = Expression();
        Expect("FROM");
        var from = Expression();
        return Take("FOR") ? [operand, replacement, from, Expression()] : [operand, replacement, from];
    }
}
