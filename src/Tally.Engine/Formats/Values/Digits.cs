using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Tally.Engine.Formats.Values;

/// <summary>Decimal digits, eight at a time in one register.</summary>
static class Digits
{
    const ulong Zeros = 0x3030_3030_3030_3030, HighBits = 0x8080_8080_8080_8080, AboveNine = 0x7676_7676_7676_7676;

    /// <summary>The eight bytes at <paramref name="start"/>, the first one lowest; the caller has checked that they exist.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Load(byte[] bytes, int start)
    {
        var chunk = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(bytes), start));
        return BitConverter.IsLittleEndian ? chunk : BinaryPrimitives.ReverseEndianness(chunk);
    }

    /// <summary>How many of the eight bytes are digits before the first that is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int CountLeading(ulong chunk)
    {
        var values = chunk ^ Zeros;
        return BitOperations.TrailingZeroCount(((values + AboveNine) | values) & HighBits) >> 3;
    }

    /// <summary>The number that the first 1 to 8 bytes make; they must be digits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Parse(ulong chunk, int count)
    {
        var values = (chunk ^ Zeros) << (64 - 8 * count);
        values = values * 10 + (values >> 8);
        const ulong Mask = 0x0000_00FF_0000_00FF;
        return (uint)(((values & Mask) * 0x000F_4240_0000_0064 + ((values >> 16) & Mask) * 0x0000_2710_0000_0001) >> 32);
    }

    /// <summary>10 to the power of 0 to 18.</summary>
    public static ReadOnlySpan<long> Powers =>
    [
        1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000, 10_000_000_000, 100_000_000_000,
        1_000_000_000_000,
        10_000_000_000_000, 100_000_000_000_000, 1_000_000_000_000_000, 10_000_000_000_000_000, 100_000_000_000_000_000,
        1_000_000_000_000_000_000,
    ];

    /// <summary>Whether a byte is a digit.</summary>
    public static bool IsDigit(byte value) => (uint)(value - '0') <= 9;

    /// <summary>The text without control characters and spaces at its ends.</summary>
    public static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> text)
    {
        while (text.Length > 0 && text[0] <= ' ') text = text[1..];
        while (text.Length > 0 && text[^1] <= ' ') text = text[..^1];
        return text;
    }
}
