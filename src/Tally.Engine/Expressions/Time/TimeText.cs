using Tally.Engine.Columns;

namespace Tally.Engine.Expressions.Time;

/// <summary>DATE, TIME and TIMESTAMP as text and back, as Flink's CAST does it.</summary>
static class TimeText
{
    /// <summary>The longest text that is written.</summary>
    public const int MaxLength = 40;

    const long MillisPerSecond = 1000;

    /// <summary>Writes yyyy-MM-dd; gives the length.</summary>
    public static int WriteDate(long days, Span<byte> output)
    {
        var (year, month, day) = Calendar.FromDays(days);
        var length = WriteYear(year, output);
        output[length++] = (byte)'-';
        length += WriteDigits(month, 2, output[length..]);
        output[length++] = (byte)'-';
        return length + WriteDigits(day, 2, output[length..]);
    }

    static int WriteYear(int year, Span<byte> output)
    {
        if (year is >= 0 and <= 9999) return WriteDigits(year, 4, output);
        System.Buffers.Text.Utf8Formatter.TryFormat(year, output, out var written);
        return written;
    }

    /// <summary>Writes HH:mm:ss and the given number of fractional digits of a time of day.</summary>
    public static int WriteTime(long nanosOfDay, int precision, Span<byte> output)
    {
        var seconds = (int)(nanosOfDay / 1_000_000_000);
        WriteDigits(seconds / 3600, 2, output);
        output[2] = (byte)':';
        WriteDigits(seconds / 60 % 60, 2, output[3..]);
        output[5] = (byte)':';
        WriteDigits(seconds % 60, 2, output[6..]);
        if (precision == 0) return 8;
        output[8] = (byte)'.';
        var fraction = (int)(nanosOfDay % 1_000_000_000);
        for (var i = precision; i < 9; i++) fraction /= 10;
        return 9 + WriteDigits(fraction, precision, output[9..]);
    }

    /// <summary>Writes a time of day in milliseconds as Flink shows it in results: seconds only where there are some, then the
    /// milliseconds.</summary>
    public static int WriteShortTime(int msOfDay, Span<byte> output) => (msOfDay % 60_000, msOfDay % 1000) switch
    {
        (0, _) => Math.Min(5, WriteTime(msOfDay * 1_000_000L, 0, output)),
        (_, 0) => WriteTime(msOfDay * 1_000_000L, 0, output),
        _ => WriteTime(msOfDay * 1_000_000L, 3, output),
    };

    /// <summary>Writes a TIMESTAMP of milliseconds, with the given number of fractional digits.</summary>
    public static int WriteTimestamp(long ms, int precision, Span<byte> output)
    {
        var days = Calendar.FloorDiv(ms, Calendar.DayMs);
        return WriteTimestamp(days, (ms - days * Calendar.DayMs) * 1_000_000, precision, output);
    }

    /// <summary>Writes a TIMESTAMP of nanoseconds.</summary>
    public static int WriteTimestamp(Int128 nanos, int precision, Span<byte> output)
    {
        var days = (long)Calendar.FloorDiv(nanos, Calendar.DayMs * 1_000_000);
        return WriteTimestamp(days, (long)(nanos - (Int128)days * (Calendar.DayMs * 1_000_000)), precision, output);
    }

    static int WriteTimestamp(long days, long nanosOfDay, int precision, Span<byte> output)
    {
        var length = WriteDate(days, output);
        output[length++] = (byte)' ';
        return length + WriteTime(nanosOfDay, precision, output[length..]);
    }

    public static int WriteDigits(int value, int count, Span<byte> output)
    {
        for (var i = count - 1; i >= 0; i--)
        {
            output[i] = (byte)('0' + value % 10);
            value /= 10;
        }
        return count;
    }

    /// <summary>Reads a DATE: yyyy-m-d, yyyy-m or yyyy; what follows a space does not matter.</summary>
    public static bool TryDate(ReadOnlySpan<byte> text, out int days)
    {
        var space = text.IndexOf((byte)' ');
        if (space > 0) text = text[..space];
        days = 0;
        Span<int> parts = [0, 1, 1];
        for (var i = 0; i < 3; i++)
        {
            var hyphen = i < 2 ? text.IndexOf((byte)'-') : -1;
            if (!TryDigits(hyphen < 0 ? text : text[..hyphen], 9, out parts[i])) return false;
            if (hyphen < 0) break;
            text = text[(hyphen + 1)..];
        }
        if (parts[0] > 9999 || !Calendar.IsDate(parts[0], parts[1], parts[2])) return false;
        days = Calendar.ToDays(parts[0], parts[1], parts[2]);
        return true;
    }

    /// <summary>Reads a TIME: h[:m[:s[.fraction]]], in milliseconds of the day.</summary>
    public static bool TryTime(ReadOnlySpan<byte> text, out int ms)
    {
        ms = 0;
        if (!TryClock(text, wantsSeconds: false, out var nanos)) return false;
        ms = (int)(nanos / 1_000_000);
        return true;
    }

    /// <summary>Reads a TIMESTAMP: yyyy-m-d, or yyyy-m-d h:m:s with up to nine fractional digits; in nanoseconds since 1970.</summary>
    public static bool TryTimestamp(ReadOnlySpan<byte> text, out Int128 nanos)
    {
        nanos = 0;
        var space = text.IndexOf((byte)' ');
        var date = space < 0 ? text : text[..space];
        if (date.Count((byte)'-') != 2 || date.IndexOf((byte)'-') != 4 || !TryShortParts(date[5..]) || !TryDate(date, out var days))
            return false;
        long clock = 0;
        if (space >= 0 && !TryClock(text[(space + 1)..], wantsSeconds: true, out clock)) return false;
        nanos = (Int128)days * (Calendar.DayMs * 1_000_000) + clock;
        return true;
    }

    static bool TryShortParts(ReadOnlySpan<byte> monthAndDay)
    {
        var hyphen = monthAndDay.IndexOf((byte)'-');
        return hyphen is 1 or 2 && monthAndDay.Length - hyphen - 1 is 1 or 2;
    }

    static bool TryClock(ReadOnlySpan<byte> text, bool wantsSeconds, out long nanos)
    {
        nanos = 0;
        var fraction = 0;
        var point = text.IndexOf((byte)'.');
        if (point >= 0)
        {
            if (!TryFraction(text[(point + 1)..], out fraction)) return false;
            text = text[..point];
        }
        Span<int> parts = [0, 0, 0];
        var count = 0;
        for (; count < 3; count++)
        {
            var colon = count < 2 ? text.IndexOf((byte)':') : -1;
            if (!TryDigits(colon < 0 ? text : text[..colon], 2, out parts[count])) return false;
            if (colon < 0) break;
            text = text[(colon + 1)..];
        }
        if ((wantsSeconds || point >= 0) && count != 2) return false;
        if (parts[0] > 23 || parts[1] > 59 || parts[2] > 59) return false;
        nanos = ((parts[0] * 60L + parts[1]) * 60 + parts[2]) * MillisPerSecond * 1_000_000 + fraction;
        return true;
    }

    static bool TryFraction(ReadOnlySpan<byte> text, out int nanos)
    {
        if (text.Length == 0)
        {
            nanos = 0;
            return true;
        }
        if (!TryDigits(text, 9, out nanos)) return false;
        for (var i = text.Length; i < 9; i++) nanos *= 10;
        return true;
    }

    static bool TryDigits(ReadOnlySpan<byte> text, int most, out int value)
    {
        value = 0;
        if (text.Length == 0 || text.Length > most || text.ContainsAnyExceptInRange((byte)'0', (byte)'9')) return false;
        foreach (var c in text) value = value * 10 + (c - '0');
        return true;
    }

    /// <summary>A TIMESTAMP type's value of nanoseconds, digits beyond the precision cut; milliseconds for a precision of at most
    /// 3.</summary>
    public static Int128 Cut(Int128 nanos, SqlType type)
    {
        var unit = 1L;
        for (var i = type.Precision; i < 9; i++) unit *= 10;
        var cut = Calendar.FloorDiv(nanos, unit) * unit;
        return type.IsWide ? cut : Calendar.FloorDiv(cut, 1_000_000L);
    }
}
