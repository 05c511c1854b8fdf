using System.Buffers;
using System.Buffers.Text;
using System.Text;
using Tally.Engine.Columns;
using Tally.Engine.Expressions.Bitmaps;
using Tally.Engine.Expressions.Casting;
using Tally.Engine.Expressions.Time;

namespace Tally.Engine.Formats;

/// <summary>Writes values for people and files: 2026-11-11 08:00:00.000, 12.50, true, 0xcafe, and JSON for arrays, maps and rows.</summary>
/// <param name="timeZone">The zone in which instants (TIMESTAMP_LTZ) are shown.</param>
sealed class CellText(TimeZoneInfo timeZone)
{
    const int NanosPerMs = 1_000_000;
    static readonly int DaysOfYear10000 = Calendar.ToDays(10_000, 1, 1);

    readonly ArrayBufferWriter<byte> _bytes = new();
    readonly ZoneRules _clock = new(timeZone);

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
            case TypeKind.Boolean: to.Write(((Column<bool>)column)[row] ? "true"u8 : "false"u8); break;
            case TypeKind.Bitmap: to.Write(Encoding.ASCII.GetBytes(RoaringBitmap.Parse(((StringColumn)column)[row]).ToString())); break;
            case TypeKind.Char or TypeKind.VarChar or TypeKind.Variant: to.Write(((StringColumn)column)[row]); break;
            case TypeKind.Binary or TypeKind.VarBinary: WriteHex(to, ((StringColumn)column)[row]); break;
            case TypeKind.Array or TypeKind.Map or TypeKind.Multiset or TypeKind.Row: CellJson.Write(to, column, row, type, this); break;
            default: WriteNumber(to, column, row, type); break;
        }
    }

    void WriteNumber(IBufferWriter<byte> to, Column column, int row, SqlType type)
    {
        Span<byte> text = stackalloc byte[80];
        var length = type.Kind switch
        {
            TypeKind.Float => NumberText.WriteFloat(((Column<float>)column)[row], text),
            TypeKind.Double => NumberText.WriteDouble(((Column<double>)column)[row], text),
            TypeKind.Decimal => NumberText.WriteDecimal(Whole(column, row), type.Scale, text),
            TypeKind.Date => WriteDate(((Column<int>)column)[row], text),
            TypeKind.Time => TimeText.WriteShortTime(((Column<int>)column)[row], text),
            TypeKind.Timestamp => TimeText.WriteTimestamp(Nanoseconds(column, row, type), type.Precision, text),
            TypeKind.TimestampLtz => TimeText.WriteTimestamp(Local(Nanoseconds(column, row, type)), type.Precision, text),
            TypeKind.IntervalYearMonth => IntervalText.WriteMonths(((Column<int>)column)[row], text),
            TypeKind.IntervalDaySecond => IntervalText.WriteMillis(((Column<long>)column)[row], text),
            _ => Utf8Formatter.TryFormat((long)Whole(column, row), text, out var written) ? written : 0,
        };
        to.Write(text[..length]);
    }

    // A year of five digits has a sign, as ISO 8601 wants it.
    static int WriteDate(int days, Span<byte> text)
    {
        if (days < DaysOfYear10000) return TimeText.WriteDate(days, text);
        text[0] = (byte)'+';
        return 1 + TimeText.WriteDate(days, text[1..]);
    }

    static Int128 Whole(Column column, int row) => column switch
    {
        Column<int> ints => ints[row],
        Column<long> longs => longs[row],
        _ => ((Column<Int128>)column)[row],
    };

    static Int128 Nanoseconds(Column column, int row, SqlType type) =>
        type.IsWide ? ((Column<Int128>)column)[row] : ((Column<long>)column)[row] * (Int128)NanosPerMs;

    Int128 Local(Int128 utcNs)
    {
        var utcMs = (long)((utcNs - (utcNs < 0 ? NanosPerMs - 1 : 0)) / NanosPerMs);
        return utcNs + (_clock.ToLocal(utcMs) - utcMs) * (Int128)NanosPerMs;
    }

    static void WriteHex(IBufferWriter<byte> to, ReadOnlySpan<byte> value)
    {
        to.Write("0x"u8);
        to.Write(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(value)));
    }
}
