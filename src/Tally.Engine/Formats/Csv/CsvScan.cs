using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Tally.Engine.Formats.Values;

namespace Tally.Engine.Formats.Csv;

/// <summary>Finds the fields of one CSV record: in blocks of 64 bytes while there are neither quotes nor escapes, else field by
/// field.</summary>
/// <param name="targets">For each place in the record the field to fill, or −1.</param>
sealed class CsvScan(CsvDialect dialect, int[] targets, bool isScalar)
{
    const int BlockLength = 64;

    readonly Vector512<byte> _delimiter = Vector512.Create(dialect.Delimiter);
    readonly Vector512<byte> _quote = Vector512.Create(dialect.Quote ?? dialect.Delimiter);
    readonly Vector512<byte> _escape = Vector512.Create(dialect.Escape ?? dialect.Quote ?? dialect.Delimiter);

    // Without quotes and escapes their vectors look for delimiters, which are then no surprise.
    readonly ulong _special = dialect.Quote is null && dialect.Escape is null ? 0 : ulong.MaxValue;

    /// <summary>The number of fields found.</summary>
    public int Count { get; private set; }

    /// <summary>Whether any byte is beyond ASCII.</summary>
    public bool HasNonAscii { get; private set; }

    /// <summary>What is wrong with the record after a call that returned false.</summary>
    public string Reason { get; private set; } = "";

    /// <summary>Fills the row with the slices of the record's fields.</summary>
    public bool TryScan(byte[] bytes, int start, int end, Span<ValueSlice> row)
    {
        if (isScalar || bytes.Length - end < BlockLength || !TryScanBlocks(bytes, start, end, row))
            return TryScanFields(bytes, start, end, row);
        return CheckCount(bytes, start, end);
    }

    bool TryScanBlocks(byte[] bytes, int start, int end, Span<ValueSlice> row)
    {
        ref var data = ref MemoryMarshal.GetArrayDataReference(bytes);
        Count = 0;
        HasNonAscii = false;
        var from = start;
        // Blocks start before the record's end, and 64 bytes exist behind it.
        for (var block = start; block < end; block += BlockLength)
        {
            var seen = Vector512.LoadUnsafe(ref data, (nuint)block);
            var inside = end - block >= BlockLength ? ulong.MaxValue : (1UL << (end - block)) - 1;
            var special = (Vector512.Equals(seen, _quote) | Vector512.Equals(seen, _escape)).ExtractMostSignificantBits();
            if ((special & inside & _special) != 0) return false;
            HasNonAscii |= (seen.ExtractMostSignificantBits() & inside) != 0;
            for (var found = Vector512.Equals(seen, _delimiter).ExtractMostSignificantBits() & inside; found != 0; found &= found - 1)
            {
                var at = block + BitOperations.TrailingZeroCount(found);
                Put(bytes, from, at, row);
                from = at + 1;
            }
        }
        Put(bytes, from, end, row);
        return true;
    }

    void Put(byte[] bytes, int start, int end, Span<ValueSlice> row)
    {
        var place = Count++;
        if (place < targets.Length && targets[place] is >= 0 and var target)
            row[target] = IsNull(bytes.AsSpan(start, end - start)) ? ValueSlice.Null : ValueSlice.Plain(start, end - start);
    }

    bool IsNull(ReadOnlySpan<byte> text) => dialect.NullLiteral is { } literal && text.SequenceEqual(literal);

    /// <summary>The reference: a field at a time, quotes and escapes included.</summary>
    bool TryScanFields(byte[] bytes, int start, int end, Span<ValueSlice> row)
    {
        Count = 0;
        HasNonAscii = bytes.AsSpan(start, end - start).IndexOfAnyInRange((byte)0x80, (byte)0xFF) >= 0;
        for (var position = start; ; position++)
        {
            var isQuoted = position < end && bytes[position] == dialect.Quote;
            if (isQuoted ? !TryScanQuoted(bytes, ref position, start, end, row) : !TryScanUnquoted(bytes, ref position, end, row))
                return false;
            if (position >= end) return CheckCount(bytes, start, end);
        }
    }

    bool TryScanUnquoted(byte[] bytes, ref int position, int end, Span<ValueSlice> row)
    {
        var start = position;
        var hasEscapes = false;
        for (; position < end && bytes[position] != dialect.Delimiter; position++)
        {
            if (bytes[position] != dialect.Escape) continue;
            hasEscapes = true;
            if (++position >= end) return Fail("found the end, expected a character behind the escape character");
        }
        if (hasEscapes) PutRewritten(bytes, ValueSlice.Rewritten(start, position - start), row);
        else Put(bytes, start, position, row);
        return true;
    }

    bool TryScanQuoted(byte[] bytes, ref int position, int recordStart, int end, Span<ValueSlice> row)
    {
        var start = position++;
        var isRewritten = false;
        for (; position < end; position++)
        {
            var next = bytes[position];
            if (next == dialect.Quote && !(position + 1 < end && bytes[position + 1] == dialect.Quote)) break;
            if (next != dialect.Quote && next != dialect.Escape) continue;
            isRewritten = true;
            position++;
        }
        if (position >= end)
            return Fail(
                $"the record is cut off: found its end inside the quoted field {Count + 1} (byte {start - recordStart + 1}), expected the "
                    + "closing quote");
        if (isRewritten) PutRewritten(bytes, ValueSlice.Rewritten(start, position - start), row);
        else Put(bytes, start + 1, position, row);
        position++;
        while (position < end && bytes[position] <= ' ' && bytes[position] != dialect.Delimiter) position++;
        return position >= end || bytes[position] == dialect.Delimiter
            || Fail(
                $"byte {position - recordStart + 1}: found {RowFaults.Show(bytes.AsSpan(position, 1))} behind the closing quote of field "
                    + $"{Count}, expected a delimiter");
    }

    void PutRewritten(byte[] bytes, ValueSlice slice, Span<ValueSlice> row)
    {
        var place = Count++;
        if (place >= targets.Length || targets[place] < 0) return;
        var text = dialect.NullLiteral is null ? [] : new byte[slice.Length];
        row[targets[place]] =
            text.Length > 0 && IsNull(text.AsSpan(0, new CsvSyntax(dialect).Rewrite(bytes, slice, text))) ? ValueSlice.Null : slice;
    }

    /// <summary>A record may have one empty field too many (a comma at its end).</summary>
    bool CheckCount(byte[] bytes, int start, int end)
    {
        var expected = targets.Length;
        if (Count > expected
            && !(Count == expected + 1 && bytes.AsSpan(start, end - start).TrimEnd(" \t"u8) is [.., var last] && last == dialect.Delimiter))
            return Fail($"found {Count} fields, expected at most {expected}");
        return Count >= expected || dialect.IgnoresErrors || Fail($"found {Count} fields, expected {expected}");
    }

    bool Fail(string reason)
    {
        Reason = reason;
        return false;
    }
}
