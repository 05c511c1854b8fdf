using Tally.Engine.Sql.Ast;

namespace Tally.Engine.Sql;

/// <summary>INTERVAL literals and the units of time.</summary>
public sealed partial class Parser
{
    static readonly string[] IntervalUnits = ["YEAR", "QUARTER", "MONTH", "WEEK", "DAY", "HOUR", "MINUTE", "SECOND"];

    static readonly string[] TimeUnits =
    [
        .. IntervalUnits, "MILLENNIUM", "CENTURY", "DECADE", "EPOCH", "DOW", "DOY", "ISODOW", "ISOYEAR", "MILLISECOND", "MICROSECOND",
        "NANOSECOND",
    ];

    IntervalLiteral Interval()
    {
        var start = _at;
        Expect("INTERVAL");
        var negative = TakeSymbol("-");
        if (!negative) TakeSymbol("+");
        if (Current.Kind == TokenKind.Number)
            throw new SqlException(ErrorCode.UnexpectedToken, SpanOf(Current), $"found {Found(Current)}, expected a string",
                $"the amount of an interval stands in quotes: INTERVAL '{TextOf(Current)}'");
        var text = StringValue("the amount as a string");
        var from = IntervalUnit();
        int? precision = null;
        if (TakeSymbol("("))
        {
            precision = Integer("a number of digits");
            if (TakeSymbol(",")) Integer("a number of digits");
            ExpectSymbol(")");
        }
        var to = Take("TO") ? IntervalUnit() : null;
        if (to is not null && TakeSymbol("("))
        {
            Integer("a number of digits");
            ExpectSymbol(")");
        }
        return new IntervalLiteral(SpanFrom(start), text.Value, negative, from, to, precision);
    }

    /// <summary>A unit in singular or plural, given in singular.</summary>
    string IntervalUnit()
    {
        foreach (var unit in IntervalUnits)
            if (Take(unit) || Take(unit + "S")) return unit;
        throw Unexpected("a unit: YEAR, QUARTER, MONTH, WEEK, DAY, HOUR, MINUTE or SECOND", IntervalUnits);
    }

    /// <summary>The unit of EXTRACT, FLOOR, TIMESTAMPDIFF and their like.</summary>
    SymbolExpression TimeUnit()
    {
        var span = SpanOf(Current);
        foreach (var unit in TimeUnits)
            if (Take(unit) || Take("SQL_TSI_" + unit)) return new SymbolExpression(span, unit);
        throw Unexpected("a unit such as YEAR, MONTH, DAY, HOUR, MINUTE or SECOND", TimeUnits);
    }
}
