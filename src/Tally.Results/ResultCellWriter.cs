using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Tally.Engine.Columns;

namespace Tally.Results;

/// <summary>Writes cells of columns as <see cref="ResultJson"/> writes their values, the usual ones without an object between.</summary>
sealed class ResultCellWriter(CellReader cells)
{
    const long MaxNumber = 999_999_999_999_999;

    // Text that stands for itself between quotes.
    static readonly SearchValues<byte> s_plain =
        SearchValues.Create([.. Enumerable.Range(' ', 95).Where(letter => letter is not ('"' or '\\')).Select(letter => (byte)letter)]);

    readonly ArrayBufferWriter<byte> _other = new();
    byte[] _bytes = new byte[1024];
    int _count;
    readonly (long Ms, TypeKind Kind, byte[] Text)[] _times = new (long, TypeKind, byte[])[4];
    int _nextTime;

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _count);

    public void Clear() => _count = 0;

    public void Byte(byte value)
    {
        Reserve(1);
        _bytes[_count++] = value;
    }

    public void Cell(Column column, SqlType type, int row)
    {
        if (column.IsNull(row)) Text("null"u8);
        else if (column is Column<long> longs && !TryLong(longs[row], type)) Other(column, type, row);
        else if (column is Column<int> ints && !(type.IsInteger && TryLong(ints[row], type))) Other(column, type, row);
        else if (column is Column<Int128> wides && !TryWide(wides[row], type)) Other(column, type, row);
        else if (column is StringColumn strings && !TryString(strings[row], type)) Other(column, type, row);
        else if (column is not (Column<long> or Column<int> or Column<Int128> or StringColumn)) Other(column, type, row);
    }

    bool TryLong(long value, SqlType type)
    {
        if (type.Kind == TypeKind.Decimal) return TryDecimal(value, type.Scale);
        if (type.Kind is TypeKind.Timestamp or TypeKind.TimestampLtz) Time(value, type);
        else if (type.IsInteger && value is >= -MaxNumber and <= MaxNumber) Number(value);
        else return false;
        return true;
    }

    bool TryWide(Int128 value, SqlType type) =>
        type.Kind == TypeKind.Decimal && value >= -MaxNumber && value <= MaxNumber && TryDecimal((long)value, type.Scale);

    bool TryDecimal(long unscaled, int scale)
    {
        if (unscaled is < -MaxNumber or > MaxNumber || scale > 18) return false;
        if (unscaled < 0) Byte((byte)'-');
        var magnitude = (ulong)Math.Abs(unscaled);
        var unit = 1UL;
        for (var i = 0; i < scale; i++) unit *= 10;
        Number((long)(magnitude / unit));
        if (scale == 0) return true;
        Byte((byte)'.');
        Reserve(20);
        Utf8Formatter.TryFormat(magnitude % unit, _bytes.AsSpan(_count), out var length, new('D', (byte)scale));
        _count += length;
        return true;
    }

    bool TryString(ReadOnlySpan<byte> text, SqlType type)
    {
        if (type.IsBinary || text.IndexOfAnyExcept(s_plain) >= 0) return false;
        Byte((byte)'"');
        Text(text);
        Byte((byte)'"');
        return true;
    }

    // The rows of a window have the same times, its start and its end.
    void Time(long timeMs, SqlType type)
    {
        foreach (var (ms, kind, text) in _times)
        {
            if (ms != timeMs || kind != type.Kind || text is null) continue;
            Text(text);
            return;
        }
        var written = Encoding.ASCII.GetBytes($"\"{cells.Text(timeMs, type)}\"");
        _times[_nextTime++ % _times.Length] = (timeMs, type.Kind, written);
        Text(written);
    }

    void Number(long value)
    {
        Reserve(20);
        Utf8Formatter.TryFormat(value, _bytes.AsSpan(_count), out var length);
        _count += length;
    }

    void Other(Column column, SqlType type, int row)
    {
        _other.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(_other,
            new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            ResultJson.WriteValue(json, cells.Read(column, type, row));
        Text(_other.WrittenSpan);
    }

    void Text(ReadOnlySpan<byte> text)
    {
        Reserve(text.Length);
        text.CopyTo(_bytes.AsSpan(_count));
        _count += text.Length;
    }

    void Reserve(int length)
    {
        if (_bytes.Length - _count < length) Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _count + length));
    }
}
