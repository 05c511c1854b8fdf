using System.Buffers.Text;
using System.Globalization;

namespace Tally.Engine.Formats.Values;

/// <summary>Writes scalar values as Flink's formats do.</summary>
static class ValueText
{
    /// <summary>More bytes than any value needs.</summary>
    public const int MaxLength = 96;

    const int MinPlainExponent = -6;

    public static int Write(bool value, Span<byte> text)
    {
        (value ? "true"u8 : "false"u8).CopyTo(text);
        return value ? 4 : 5;
    }

    public static int Write(long value, Span<byte> text)
    {
        Utf8Formatter.TryFormat(value, text, out var written);
        return written;
    }

    /// <summary>Writes a scaled integer: plain with all digits of its scale, else without trailing zeros and with an exponent where Java's
    /// BigDecimal has one: 1E+2, 1E-7.</summary>
    public static int WriteDecimal(Int128 value, int scale, bool isPlain, Span<byte> text)
    {
        var fits = value >= long.MinValue + 1 && value <= long.MaxValue;
        if (fits) return WriteDecimal((long)value, scale, isPlain, text);
        for (; !isPlain && value % 10 == 0; scale--) value /= 10;
        Span<byte> digits = stackalloc byte[48];
        Int128.Abs(value).TryFormat(digits, out var count, default, CultureInfo.InvariantCulture);
        return Place(digits[..count], value < 0, scale, isPlain, text);
    }

    public static int WriteDecimal(long value, int scale, bool isPlain, Span<byte> text)
    {
        if (value == 0 && !isPlain) return Write(0, text);
        for (; !isPlain && value % 10 == 0; scale--) value /= 10;
        Span<byte> digits = stackalloc byte[24];
        return Place(digits[..Write(Math.Abs(value), digits)], value < 0, scale, isPlain, text);
    }

    static int Place(ReadOnlySpan<byte> digits, bool isNegative, int scale, bool isPlain, Span<byte> text)
    {
        var written = 0;
        if (isNegative) text[written++] = (byte)'-';
        var exponent = digits.Length - 1 - scale;
        if (!isPlain && (scale < 0 || exponent < MinPlainExponent)) return written + PlaceScientific(digits, exponent, text[written..]);
        var whole = Math.Max(0, digits.Length - scale);
        if (whole == 0) text[written++] = (byte)'0';
        digits[..Math.Min(whole, digits.Length)].CopyTo(text[written..]);
        if (scale < 0) text.Slice(written + digits.Length, -scale).Fill((byte)'0');
        written += whole;
        if (scale <= 0) return written;
        text[written++] = (byte)'.';
        var zeros = Math.Max(0, scale - digits.Length);
        text.Slice(written, zeros).Fill((byte)'0');
        digits[whole..].CopyTo(text[(written + zeros)..]);
        return written + zeros + digits.Length - whole;
    }

    static int PlaceScientific(ReadOnlySpan<byte> digits, int exponent, Span<byte> text)
    {
        var written = 0;
        text[written++] = digits[0];
        if (digits.Length > 1) text[written++] = (byte)'.';
        digits[1..].CopyTo(text[written..]);
        written += digits.Length - 1;
        text[written++] = (byte)'E';
        if (exponent > 0) text[written++] = (byte)'+';
        return written + Write(exponent, text[written..]);
    }

    /// <summary>Writes days since 1970 as yyyy-MM-dd; a year beyond four digits has a sign.</summary>
    public static int WriteDate(int days, Span<byte> text)
    {
        // Years start in March, so that the leap day is the last day of one.
        var shifted = (long)days + 719_468;
        var era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097;
        var dayOfEra = (int)(shifted - era * 146_097);
        var yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        var dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        var monthFromMarch = (5 * dayOfYear + 2) / 153;
        var month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
        var year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
        var written = 0;
        if (year is < 0 or > 9999) text[written++] = (byte)(year < 0 ? '-' : '+');
        Utf8Formatter.TryFormat(Math.Abs(year), text[written..], out var yearLength, new('D', 4));
        written += yearLength;
        text[written] = (byte)'-';
        PutTwo(month, text[(written + 1)..]);
        text[written + 3] = (byte)'-';
        PutTwo(dayOfYear - (153 * monthFromMarch + 2) / 5 + 1, text[(written + 4)..]);
        return written + 6;
    }

    /// <summary>Writes nanoseconds of the day as HH:mm:ss and as many digits of the fraction as it has.</summary>
    public static int WriteTime(long ns, Span<byte> text)
    {
        var seconds = (int)(ns / 1_000_000_000);
        PutTwo(seconds / 3600, text);
        text[2] = (byte)':';
        PutTwo(seconds / 60 % 60, text[3..]);
        text[5] = (byte)':';
        PutTwo(seconds % 60, text[6..]);
        var fraction = (int)(ns % 1_000_000_000);
        if (fraction == 0) return 8;
        text[8] = (byte)'.';
        var length = 9;
        for (; fraction % 10 == 0; length--) fraction /= 10;
        for (var i = length; i > 0; i--, fraction /= 10) text[8 + i] = (byte)('0' + fraction % 10);
        return 9 + length;
    }

    /// <summary>Writes nanoseconds since 1970 as a date, the separator and a time, with a Z when it is an instant.</summary>
    public static int WriteTimestamp(Int128 ns, byte separator, bool hasZone, Span<byte> text)
    {
        var days = ns / CalendarText.NsPerDay;
        var rest = (long)(ns - days * CalendarText.NsPerDay);
        if (rest < 0) (days, rest) = (days - 1, rest + CalendarText.NsPerDay);
        return WriteTimestamp((int)days, rest, separator, hasZone, text);
    }

    static int WriteTimestamp(int days, long ns, byte separator, bool hasZone, Span<byte> text)
    {
        var written = WriteDate(days, text);
        text[written++] = separator;
        written += WriteTime(ns, text[written..]);
        if (hasZone) text[written++] = (byte)'Z';
        return written;
    }

    /// <summary>The same from milliseconds.</summary>
    public static int WriteTimestamp(long ms, byte separator, bool hasZone, Span<byte> text)
    {
        var days = Math.DivRem(ms, CalendarText.MsPerDay, out var rest);
        if (rest < 0) (days, rest) = (days - 1, rest + CalendarText.MsPerDay);
        return WriteTimestamp((int)days, rest * 1_000_000, separator, hasZone, text);
    }

    static void PutTwo(int value, Span<byte> text)
    {
        text[0] = (byte)('0' + value / 10);
        text[1] = (byte)('0' + value % 10);
    }
}
