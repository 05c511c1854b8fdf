using Tally.Engine.Columns;
using Tally.Engine.Sql;
using Tally.Engine.Sql.Ast;

namespace Tally.Engine.Expressions.Time;

/// <summary>Reads INTERVAL literals: one unit, or a range of units such as DAY TO SECOND.</summary>
static class IntervalReader
{
    const int DefaultPrecision = 2;
    static readonly string[] Units = ["YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND"];
    static readonly long[] UnitMs = [12, 1, Calendar.DayMs, 3_600_000, 60_000, 1000];
    static readonly string[] Before = ["", "-", " ", " ", ":", ":"];
    static readonly int[] Most = [int.MaxValue, 11, int.MaxValue, 23, 59, 59];

    /// <summary>A literal of months, or of milliseconds.</summary>
    public static Literal Read(IntervalLiteral node)
    {
        var text = node.Text.Trim();
        var negative = node.Negative;
        if (text.StartsWith('-') || text.StartsWith('+'))
        {
            negative ^= text[0] == '-';
            text = text[1..];
        }
        var isMonths = node.From is "YEAR" or "QUARTER" or "MONTH";
        var amount = node.To is null ? Single(node, text) : Range(node, text);
        if (negative) amount = -amount;
        return isMonths
            ? Literal.Of(new SqlType(TypeKind.IntervalYearMonth), (int)amount)
            : Literal.Of(new SqlType(TypeKind.IntervalDaySecond), amount);
    }

    static long Single(IntervalLiteral node, string text)
    {
        if (node.From == "SECOND") return Seconds(node, text, isFirst: true);
        var value = Number(node, text, isFirst: true);
        return node.From switch
        {
            "QUARTER" => value * 3,
            "WEEK" => value * 7 * Calendar.DayMs,
            _ => value * UnitMs[Array.IndexOf(Units, node.From)],
        };
    }

    static long Range(IntervalLiteral node, string text)
    {
        var (from, to) = (Array.IndexOf(Units, node.From), Array.IndexOf(Units, node.To));
        if (from < 0 || to <= from || (from < 2) != (to < 2)) throw Bad(node, $"there is no interval from {node.From} to {node.To}");
        long sum = 0;
        for (var unit = from; unit <= to; unit++)
        {
            var separator = unit == to ? "" : Before[unit + 1];
            var end = unit == to ? text.Length : text.IndexOf(separator, StringComparison.Ordinal);
            if (end < 0) throw Bad(node, $"'{node.Text}' is no interval from {node.From} to {node.To}");
            var part = text[..end];
            var value = unit == 5 ? Seconds(node, part, isFirst: false) : Number(node, part, unit == from) * UnitMs[unit];
            if (unit > from && value > (long)Most[unit] * UnitMs[unit] + 999)
                throw Bad(node, $"{part} is too large for {Units[unit]} inside an interval");
            sum += value;
            text = unit == to ? "" : text[(end + separator.Length)..];
        }
        return sum;
    }

    static long Number(IntervalLiteral node, string text, bool isFirst)
    {
        if (text.Length is 0 or > 18 || !text.All(char.IsAsciiDigit)) throw Bad(node, $"'{node.Text}' is no whole number of {node.From}S");
        if (isFirst) CheckPrecision(node, text);
        var value = long.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
        return value <= int.MaxValue ? value : throw Bad(node, $"{text} is too large for an interval");
    }

    static long Seconds(IntervalLiteral node, string text, bool isFirst)
    {
        var point = text.IndexOf('.');
        if (point < 0) return Number(node, text, isFirst) * 1000;
        var fraction = text[(point + 1)..];
        if (fraction.Length is 0 or > 9 || !fraction.All(char.IsAsciiDigit))
            throw Bad(node, $"'{node.Text}' has no valid fraction of a second");
        return Number(node, text[..point], isFirst) * 1000 + int.Parse(fraction.PadRight(3, '0')[..3],
            System.Globalization.CultureInfo.InvariantCulture);
    }

    static void CheckPrecision(IntervalLiteral node, string digits)
    {
        var most = node.Precision ?? DefaultPrecision;
        var count = digits.TrimStart('0').Length;
        if (count <= most) return;
        throw new SqlException(ErrorCode.BadLiteral, node.Span, $"the interval's {digits} has more than {most} digits",
            $"write the number of digits: INTERVAL '{node.Text}' {node.From}({count}){(node.To is null ? "" : $" TO {node.To}")}");
    }

    static SqlException Bad(IntervalLiteral node, string message) => new(ErrorCode.BadLiteral, node.Span, message);
}
