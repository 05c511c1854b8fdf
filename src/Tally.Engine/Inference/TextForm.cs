using System.Text;
using Tally.Engine.Formats.Values;

namespace Tally.Engine.Inference;

/// <summary>The ways in which a value may be written.</summary>
[Flags]
enum TextForm
{
    Boolean = 1,
    Integer = 2,
    Decimal = 4,

    /// <summary>With an exponent.</summary>
    Double = 8,
    Date = 16,
    Time = 32,

    /// <summary>2025-11-11 08:00:00.123</summary>
    SqlTimestamp = 64,

    /// <summary>2025-11-11T08:00, with T or without seconds.</summary>
    IsoTimestamp = 128,

    /// <summary>2025-11-11 08:00:00.123Z</summary>
    SqlInstant = 256,

    /// <summary>2025-11-11T08:00:00+08:00</summary>
    IsoInstant = 512,

    /// <summary>Any other text.</summary>
    Other = 1024,
    Object = 2048,
    Array = 4096,

    AnyNumber = Integer | Decimal | Double,
    AnyTime = SqlTimestamp | IsoTimestamp | SqlInstant | IsoInstant,
}

/// <summary>Tells how a value is written, by the parsers that will read it.</summary>
static class TextForms
{
    static readonly TimestampForm s_sql = new((byte)' ', NeedsSeconds: true, HasZone: false, Trims: false);
    static readonly TimestampForm s_sqlInstant = s_sql with { HasZone = true };
    static readonly TimestampForm s_iso = new((byte)'T', NeedsSeconds: false, HasZone: false, Trims: false) { TakesOffset = true };
    static readonly TimestampForm s_isoInstant = s_iso with { HasZone = true };

    /// <param name="isText">Whether quotes tell that it is no number and no truth value.</param>
    /// <param name="time">Of a timestamp its milliseconds since 1970 and the digits of its fraction.</param>
    public static TextForm Of(string value, bool isText, out (long Ms, int Digits) time)
    {
        time = default;
        if (value.Length is 0 or > 64) return TextForm.Other;
        if (!isText && NumberForm(value) is { } number) return number;
        if (!isText
            && (value.Equals("true", StringComparison.OrdinalIgnoreCase) || value.Equals("false", StringComparison.OrdinalIgnoreCase)))
            return TextForm.Boolean;
        return char.IsAsciiDigit(value[0]) ? TimeForm(value, out time) : TextForm.Other;
    }

    static TextForm? NumberForm(string value)
    {
        var text = value.AsSpan(value[0] is '+' or '-' ? 1 : 0);
        if (text.IsEmpty || text.IndexOfAnyExcept("0123456789.eE+-") >= 0) return null;
        var (points, digits) = (text.Count('.'), text.IndexOfAnyExceptInRange('0', '9'));
        if (digits < 0) return TextForm.Integer;
        if (points == 1 && text.Length > 1 && text[^1] != '.' && text.IndexOfAny("eE+-") < 0) return TextForm.Decimal;
        return text.IndexOfAny('e', 'E') > 0 && double.TryParse(value, System.Globalization.CultureInfo.InvariantCulture, out _)
            ? TextForm.Double
            : null;
    }

    static TextForm TimeForm(string value, out (long Ms, int Digits) time)
    {
        time = default;
        var text = Encoding.UTF8.GetBytes(value);
        if (text.Length == 10 && CalendarText.TryReadDate(text, out _)) return TextForm.Date;
        if (text.Length >= 8 && CalendarText.TryReadTime(text, needsSeconds: true, allowsMidnight: false, out _)) return TextForm.Time;
        var form = TextForm.SqlTimestamp;
        if (!s_sql.TryRead(text, out var days, out var ns))
        {
            form = s_sqlInstant.TryRead(text, out days, out ns)
                ? TextForm.SqlInstant
                : s_isoInstant.TryRead(text, out days, out ns)
                ? TextForm.IsoInstant
                : s_iso.TryRead(text, out days, out ns) ? TextForm.IsoTimestamp : TextForm.Other;
        }
        time = (days * CalendarText.MsPerDay + ns / 1_000_000, FractionDigits(value));
        return form;
    }

    static int FractionDigits(string value)
    {
        var point = value.IndexOf('.');
        return point < 0 ? 0 : value.Skip(point + 1).TakeWhile(char.IsAsciiDigit).Count();
    }
}
