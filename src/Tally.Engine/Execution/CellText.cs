using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Tally.Engine.Columns;

namespace Tally.Engine.Execution;

/// <summary>Writes values for people and files: 2026-11-11 08:00:00.000, 12.50, true, 0xCAFE, and JSON for arrays, maps and rows.</summary>
/// <param name="timeZone">The zone in which instants (TIMESTAMP_LTZ) are shown.</param>
public sealed class CellText(TimeZoneInfo timeZone)
{
    readonly ArrayBufferWriter<byte> _bytes = new();

    /// <summary>The text of a value, or null for NULL.</summary>
    public string? Of(Column column, int row, SqlType type)
    {
        if (column.IsNull(row)) return null;
        _bytes.ResetWrittenCount();
        Write(_bytes, column, row, type);
        return Encoding.UTF8.GetString(_bytes.WrittenSpan);
    }

    /// <summary>Writes a value that is not NULL.</summary>
    public void Write(IBufferWriter<byte> to, Column column, int row, SqlType type)
    {
        switch (type.Kind)
        {
            case TypeKind.Char or TypeKind.VarChar: to.Write(((StringColumn)column)[row]); break;
            case TypeKind.Binary or TypeKind.VarBinary: WriteHex(to, ((StringColumn)column)[row]); break;
            case TypeKind.Array or TypeKind.Map or TypeKind.Multiset or TypeKind.Row: CellJson.Write(to, column, row, type, this); break;
            default: WriteScalar(to, column, row, type); break;
        }
    }

    void WriteScalar(IBufferWriter<byte> to, Column column, int row, SqlType type)
    {
        Span<byte> text = stackalloc byte[80];
        var length = type.Kind switch
        {
            TypeKind.Boolean => Copy(((Column<bool>)column)[row] ? "true"u8 : "false"u8, text),
            TypeKind.Float => Copy(JavaNumber(((Column<float>)column)[row]), text),
            TypeKind.Double => Copy(JavaNumber(((Column<double>)column)[row]), text),
            TypeKind.Decimal => FormatDecimal(Whole(column, row), type.Scale, text),
            TypeKind.Date => FormatDate(((Column<int>)column)[row], text),
            TypeKind.Time => FormatTime(((Column<int>)column)[row] * 1_000_000L, type.Precision, text),
            TypeKind.Timestamp => FormatTimestamp(Nanoseconds(column, row, type), type.Precision, text),
            TypeKind.TimestampLtz => FormatTimestamp(Local(Nanoseconds(column, row, type)), type.Precision, text),
            TypeKind.IntervalYearMonth => FormatMonths(((Column<int>)column)[row], text),
            TypeKind.IntervalDaySecond => FormatInterval(((Column<long>)column)[row], text),
            _ => Format(Whole(column, row), text),
        };
        to.Write(text[..length]);
    }

    static Int128 Whole(Column column, int row) => column switch
    {
        Column<int> ints => ints[row],
        Column<long> longs => longs[row],
        _ => ((Column<Int128>)column)[row],
    };

    static Int128 Nanoseconds(Column column, int row, SqlType type) => type.IsWide ? ((Column<Int128>)column)[row] : ((Column<long>)column)[row] * (Int128)1_000_000;

    Int128 Local(Int128 utcNs)
    {
        if (timeZone.BaseUtcOffset == TimeSpan.Zero && !timeZone.SupportsDaylightSavingTime) return utcNs;
        var ms = Math.Clamp((long)(utcNs / 1_000_000), DateTimeOffset.MinValue.ToUnixTimeMilliseconds(), DateTimeOffset.MaxValue.ToUnixTimeMilliseconds());
        return utcNs + timeZone.GetUtcOffset(DateTimeOffset.FromUnixTimeMilliseconds(ms)).Ticks * (Int128)100;
    }

    static int Copy(ReadOnlySpan<byte> value, Span<byte> to)
    {
        value.CopyTo(to);
        return value.Length;
    }

    static int Format(Int128 value, Span<byte> to)
    {
        if (value >= long.MinValue && value <= long.MaxValue)
        {
            Utf8Formatter.TryFormat((long)value, to, out var length);
            return length;
        }
        value.TryFormat(to, out var wide, default, CultureInfo.InvariantCulture);
        return wide;
    }

    static int FormatDecimal(Int128 value, int scale, Span<byte> to)
    {
        if (scale == 0) return Format(value, to);
        Span<byte> digits = stackalloc byte[48];
        var count = Format(Int128.Abs(value), digits);
        var length = 0;
        if (value < 0) to[length++] = (byte)'-';
        var whole = count - scale;
        if (whole <= 0) to[length++] = (byte)'0';
        else length += Copy(digits[..whole], to[length..]);
        to[length++] = (byte)'.';
        for (; whole < 0; whole++) to[length++] = (byte)'0';
        return length + Copy(digits[whole..count], to[length..]);
    }

    // Java's way: at least one digit behind the point, an exponent from 1E7 on and below 1E-3.
    static byte[] JavaNumber(double value) => JavaNumber(value, value.ToString("E16", CultureInfo.InvariantCulture), value.ToString("R", CultureInfo.InvariantCulture));

    static byte[] JavaNumber(float value) => JavaNumber(value, value.ToString("E8", CultureInfo.InvariantCulture), value.ToString("R", CultureInfo.InvariantCulture));

    static byte[] JavaNumber(double value, string scientific, string shortest)
    {
        if (double.IsNaN(value)) return "NaN"u8.ToArray();
        if (double.IsInfinity(value)) return value > 0 ? "Infinity"u8.ToArray() : "-Infinity"u8.ToArray();
        var sign = shortest.StartsWith('-') ? "-" : "";
        if (value == 0) return Encoding.ASCII.GetBytes(sign + "0.0");
        var exponent = int.Parse(scientific.AsSpan(scientific.IndexOf('E') + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var mantissa = shortest.TrimStart('-').Split('E')[0];
        var digits = mantissa.Replace(".", "").TrimStart('0').TrimEnd('0');
        var magnitude = Math.Abs(value);
        if (magnitude is >= 1e7 or < 1e-3) return Encoding.ASCII.GetBytes($"{sign}{digits[0]}.{(digits.Length > 1 ? digits[1..] : "0")}E{exponent}");
        return Encoding.ASCII.GetBytes(sign + (mantissa.Contains('.') ? mantissa : mantissa + ".0"));
    }

    static int FormatDate(long days, Span<byte> to)
    {
        // Howard Hinnant's calendar: years begin in March, so that the leap day stands last.
        days += 719_468;
        var era = Math.DivRem(days - (days < 0 ? 146_096 : 0), 146_097).Quotient;
        var dayOfEra = days - era * 146_097;
        var yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        var dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        var month = (5 * dayOfYear + 2) / 153;
        var day = dayOfYear - (153 * month + 2) / 5 + 1;
        month = month < 10 ? month + 3 : month - 9;
        var year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
        Encoding.ASCII.TryGetBytes($"{year:0000}-{month:00}-{day:00}", to, out var length);
        return length;
    }

    static int FormatTime(long nanoseconds, int digits, Span<byte> to)
    {
        var seconds = nanoseconds / 1_000_000_000;
        Encoding.ASCII.TryGetBytes($"{seconds / 3600:00}:{seconds / 60 % 60:00}:{seconds % 60:00}", to, out var length);
        if (digits == 0) return length;
        Encoding.ASCII.TryGetBytes($".{nanoseconds % 1_000_000_000:000000000}", to[length..], out _);
        return length + 1 + digits;
    }

    static int FormatTimestamp(Int128 nanoseconds, int digits, Span<byte> to)
    {
        const long DayNs = 86_400_000_000_000;
        var days = (long)((nanoseconds - (nanoseconds < 0 ? DayNs - 1 : 0)) / DayNs);
        var length = FormatDate(days, to);
        to[length++] = (byte)' ';
        return length + FormatTime((long)(nanoseconds - days * (Int128)DayNs), digits, to[length..]);
    }

    static int FormatMonths(int months, Span<byte> to)
    {
        Encoding.ASCII.TryGetBytes($"{(months < 0 ? "-" : "+")}{Math.Abs(months) / 12}-{Math.Abs(months) % 12:00}", to, out var length);
        return length;
    }

    static int FormatInterval(long ms, Span<byte> to)
    {
        Encoding.ASCII.TryGetBytes($"{(ms < 0 ? "-" : "+")}{Math.Abs(ms) / 86_400_000} ", to, out var length);
        return length + FormatTime(Math.Abs(ms) % 86_400_000 * 1_000_000, 3, to[length..]);
    }

    static void WriteHex(IBufferWriter<byte> to, ReadOnlySpan<byte> value)
    {
        to.Write("0x"u8);
        to.Write(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(value)));
    }
}
