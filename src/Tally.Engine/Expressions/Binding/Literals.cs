using System.Globalization;
using System.Text;
using Tally.Engine.Columns;
using Tally.Engine.Expressions.Casting;
using Tally.Engine.Expressions.Time;
using Tally.Engine.Sql;
using Tally.Engine.Sql.Ast;

namespace Tally.Engine.Expressions.Binding;

/// <summary>Binds literals to constants with the types that Flink gives them.</summary>
static class Literals
{
    /// <summary>INT or BIGINT by size, DECIMAL with a point (as many digits as are written), DOUBLE with an exponent.</summary>
    public static Literal Number(NumberLiteral node, bool negative = false)
    {
        var text = (negative ? "-" : "") + node.Text;
        if (node.Text.AsSpan().ContainsAny('e', 'E')) return Floating(node, text);
        var point = node.Text.IndexOf('.');
        if (point < 0 || point == node.Text.Length - 1) return Integer(node, text.TrimEnd('.'));
        var (precision, scale) = (node.Text.Length - 1, node.Text.Length - 1 - point);
        if (precision > TypeRules.MaxPrecision) throw Bad(node, $"{node.Text} has more than {TypeRules.MaxPrecision} digits");
        var type = SqlType.Decimal(precision, scale);
        NumberParser.TryDecimal(Encoding.ASCII.GetBytes(text), precision, scale, out var value);
        return type.IsWide ? Literal.Of(type, value) : Literal.Of(type, (long)value);
    }

    static Literal Integer(NumberLiteral node, string text)
    {
        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value))
            throw Bad(node, $"{node.Text} is too large for BIGINT", $"a larger number has a point: {node.Text}.0");
        return value is >= int.MinValue and <= int.MaxValue ? Literal.Of((int)value) : Literal.Of(value);
    }

    static Literal Floating(NumberLiteral node, string text)
    {
        var value = double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
        return double.IsFinite(value) ? Literal.Of(value) : throw Bad(node, $"{node.Text} is too large for DOUBLE");
    }

    /// <summary>DATE, TIME, TIMESTAMP: every part must be there; TIMESTAMP and TIME have the precision of their digits.</summary>
    public static Literal Time(TimeLiteral node)
    {
        var bytes = Encoding.UTF8.GetBytes(node.Text.Trim());
        return node.Type switch
        {
            "DATE" => Date(node, bytes),
            "TIME" => TimeOfDay(node, bytes),
            _ => Timestamp(node, bytes),
        };
    }

    static Literal Date(TimeLiteral node, byte[] text) => text.AsSpan().Count((byte)'-') == 2 && !text.Contains((byte)' ')
        && TimeText.TryDate(text, out var days)
        ? Literal.Of(SqlType.Date, days)
        : throw Illegal(node, "yyyy-MM-dd");

    static Literal TimeOfDay(TimeLiteral node, byte[] text) => text.AsSpan().Count((byte)':') == 2 && TimeText.TryTime(text, out var ms)
        ? Literal.Of(SqlType.Time(Math.Min(3, Fraction(text))), ms)
        : throw Illegal(node, "HH:mm:ss");

    static Literal Timestamp(TimeLiteral node, byte[] text)
    {
        var precision = Fraction(text);
        if (!text.Contains((byte)' ') || precision > 9 || !TimeText.TryTimestamp(text, out var nanos))
            throw Illegal(node, "yyyy-MM-dd HH:mm:ss");
        var type = SqlType.Timestamp(precision);
        return type.IsWide ? Literal.Of(type, nanos) : Literal.Of(type, (long)TimeText.Cut(nanos, type));
    }

    static int Fraction(byte[] text) => Array.IndexOf(text, (byte)'.') is var point and >= 0 ? text.Length - point - 1 : 0;

    static SqlException Illegal(TimeLiteral node, string form) =>
        Bad(node, $"'{node.Text}' is no {node.Type}", $"write it as {node.Type} '{form}'");

    static SqlException Bad(SqlExpression node, string message, string? hint = null) => new(ErrorCode.BadLiteral, node.Span, message, hint);
}
