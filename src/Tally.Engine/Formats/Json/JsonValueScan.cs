using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Tally.Engine.Formats.Values;

namespace Tally.Engine.Formats.Json;

/// <summary>Finds the ends of values and checks them, in blocks of 16 and 32 bytes. The caller warrants 64 readable bytes behind the
/// record.</summary>
static class JsonValueScan
{
    const uint True = 0x65757274, Fals = 0x736C6166, Null = 0x6C6C756E;

    /// <summary>The position behind the value that starts here; beyond the end or negative when it is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Skip(byte[] bytes, ref byte data, int position, int end, ref bool hasNonAscii, out ValueSlice value)
    {
        if (Unsafe.Add(ref data, position) != '"') return SkipOther(bytes, ref data, position, end, ref hasNonAscii, out value);
        var start = ++position;
        var stop = FindStop(ref data, position, end);
        if (Unsafe.Add(ref data, stop) != '"') return SkipUnusual(ref data, start, stop, end, ref hasNonAscii, out value);
        value = ValueSlice.Plain(start, stop - start);
        return stop + 1;
    }

    /// <summary>The next quote, backslash, control character or byte beyond ASCII; a position behind the end when the record has
    /// none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static int FindStop(ref byte data, int position, int end)
    {
        for (; position <= end; position += Vector256<byte>.Count)
        {
            var seen = Vector256.LoadUnsafe(ref data, (nuint)position);
            // As signed numbers bytes beyond ASCII are negative, so one comparison finds them and the control characters.
            var stops = Vector256.Equals(seen, Vector256.Create((byte)'"')) | Vector256.Equals(seen, Vector256.Create((byte)'\\'))
                | Vector256.LessThan(seen.AsSByte(), Vector256.Create((sbyte)' ')).AsByte();
            var found = stops.ExtractMostSignificantBits();
            if (found != 0) return position + BitOperations.TrailingZeroCount(found);
        }
        return end;
    }

    /// <summary>Goes on inside a string that has escapes or letters beyond ASCII.</summary>
    static int SkipUnusual(ref byte data, int start, int position, int end, ref bool hasNonAscii, out ValueSlice value)
    {
        value = default;
        var hasEscapes = false;
        while (position < end)
        {
            var next = Unsafe.Add(ref data, position);
            if (next == '"')
            {
                value = hasEscapes ? ValueSlice.Rewritten(start, position - start) : ValueSlice.Plain(start, position - start);
                return position + 1;
            }
            if (next < ' ') return -1;
            if (next == '\\')
            {
                hasEscapes = true;
                var length = LengthOfEscape(ref data, position);
                if (length == 0) return -1;
                position += length;
                continue;
            }
            hasNonAscii |= next >= 0x80;
            position = next >= 0x80 ? position + 1 : FindStop(ref data, position, end);
        }
        return -1;
    }

    /// <summary>The length of the escape at a backslash, or 0 when it is none.</summary>
    static int LengthOfEscape(ref byte data, int position)
    {
        var escaped = Unsafe.Add(ref data, position + 1);
        if (escaped is (byte)'"' or (byte)'\\' or (byte)'/' or (byte)'b' or (byte)'f' or (byte)'n' or (byte)'r' or (byte)'t') return 2;
        if (escaped != 'u') return 0;
        for (var i = 2; i < 6; i++)
            if (!char.IsAsciiHexDigit((char)Unsafe.Add(ref data, position + i))) return 0;
        return 6;
    }

    static int SkipOther(byte[] bytes, ref byte data, int position, int end, ref bool hasNonAscii, out ValueSlice value)
    {
        var first = Unsafe.Add(ref data, position);
        var word = Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref data, position));
        if (!BitConverter.IsLittleEndian || first is (byte)'{' or (byte)'[')
            return SkipByCursor(bytes, position, end, ref hasNonAscii, out value);
        value = ValueSlice.Null;
        if (word == Null) return position + 4;
        var stop = word == True
            ? position + 4
            : word == Fals && Unsafe.Add(ref data, position + 4) == 'e'
            ? position + 5
            : SkipNumber(ref data, position, end);
        value = ValueSlice.Plain(position, Math.Max(0, stop - position));
        return stop;
    }

    /// <summary>Passes a number; its parts of up to 15 digits in one step each.</summary>
    static int SkipNumber(ref byte data, int position, int end)
    {
        if (Unsafe.Add(ref data, position) == '-') position++;
        var digits = CountDigits(ref data, position, end);
        if (digits == 0 || (digits > 1 && Unsafe.Add(ref data, position) == '0')) return -1;
        position += digits;
        if (Unsafe.Add(ref data, position) == '.')
        {
            digits = CountDigits(ref data, ++position, end);
            if (digits == 0) return -1;
            position += digits;
        }
        if ((Unsafe.Add(ref data, position) | 0x20) != 'e') return position;
        if (Unsafe.Add(ref data, ++position) is (byte)'+' or (byte)'-') position++;
        digits = CountDigits(ref data, position, end);
        return digits == 0 ? -1 : position + digits;
    }

    static int CountDigits(ref byte data, int position, int end)
    {
        var count = 0;
        for (; position + count <= end; count += Vector128<byte>.Count)
        {
            var seen = Vector128.LoadUnsafe(ref data, (nuint)(position + count)) - Vector128.Create((byte)'0');
            var others = Vector128.GreaterThan(seen, Vector128.Create((byte)9)).ExtractMostSignificantBits();
            if (others != 0) return count + BitOperations.TrailingZeroCount(others);
        }
        return count;
    }

    static int SkipByCursor(byte[] bytes, int position, int end, ref bool hasNonAscii, out ValueSlice value)
    {
        var cursor = new JsonCursor(bytes.AsSpan(0, end), position);
        var isGood = cursor.TryReadValue(1, out value);
        hasNonAscii |= cursor.HasNonAscii;
        return isGood ? cursor.Position : -1;
    }
}
