using System.Buffers.Text;

namespace Tally.Log.Batches;

/// <summary>The two headers on a batch's last record: who read it, and the highest position stored with it.</summary>
static class SourceHeaders
{
    /// <summary>The most that the headers take beyond the source's own bytes.</summary>
    public const int MaxSizeBytes = 64;

    const int Count = 2;
    const int MaxPositionDigits = 20;

    static ReadOnlySpan<byte> SourceKey => "tally-source"u8;
    static ReadOnlySpan<byte> PositionKey => "tally-position"u8;

    /// <summary>The encoded size, with the count of headers in front.</summary>
    public static int SizeOf(byte[] source, long position)
    {
        Span<byte> digits = stackalloc byte[MaxPositionDigits];
        Utf8Formatter.TryFormat(position, digits, out var length);
        return 1 + 1 + SourceKey.Length + Varint.SizeOf(source.Length) + source.Length + 1 + PositionKey.Length + 1 + length;
    }

    /// <summary>Writes the count and both headers; returns the position behind them.</summary>
    public static int Write(byte[] buffer, int at, byte[] source, long position)
    {
        Span<byte> digits = stackalloc byte[MaxPositionDigits];
        Utf8Formatter.TryFormat(position, digits, out var length);
        at = Varint.Write(buffer, at, Count);
        at = WriteOne(buffer, at, SourceKey, source);
        return WriteOne(buffer, at, PositionKey, digits[..length]);
    }

    /// <summary>Reads the pair from a record's headers; false when it has none.</summary>
    /// <param name="record">The record from its headers' count on.</param>
    /// <param name="source">The source's name in UTF-8.</param>
    /// <param name="position">The highest position stored of it with this batch.</param>
    public static bool TryRead(ReadOnlySpan<byte> record, out ReadOnlySpan<byte> source, out long position)
    {
        source = default;
        position = -1;
        var at = 0;
        if (!Varint.TryRead(record, ref at, out var count)) return false;
        for (; count > 0; count--)
        {
            if (!TryReadSlice(record, ref at, out var key) || !TryReadSlice(record, ref at, out var value)) return false;
            if (key.SequenceEqual(SourceKey)) source = value;
            else if (key.SequenceEqual(PositionKey) && !Utf8Parser.TryParse(value, out position, out _)) return false;
        }
        return position >= 0 && !source.IsEmpty;
    }

    static int WriteOne(byte[] buffer, int at, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        at = Varint.Write(buffer, at, key.Length);
        key.CopyTo(buffer.AsSpan(at));
        at = Varint.Write(buffer, at + key.Length, value.Length);
        value.CopyTo(buffer.AsSpan(at));
        return at + value.Length;
    }

    static bool TryReadSlice(ReadOnlySpan<byte> bytes, scoped ref int at, out ReadOnlySpan<byte> slice)
    {
        slice = default;
        if (!Varint.TryRead(bytes, ref at, out var length) || length < 0 || length > bytes.Length - at) return false;
        slice = bytes.Slice(at, (int)length);
        at += (int)length;
        return true;
    }
}
