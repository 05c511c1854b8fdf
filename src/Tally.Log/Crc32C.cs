using System.Runtime.InteropServices;
using Arm = System.Runtime.Intrinsics.Arm.Crc32;
using X86 = System.Runtime.Intrinsics.X86.Sse42;

namespace Tally.Log;

/// <summary>CRC-32C (Castagnoli), the checksum of Kafka's record batches and of every file of Tally.</summary>
public static class Crc32C
{
    const uint ReversedPolynomial = 0x82F63B78;

    // The instruction gives a result every cycle, but takes three: three lanes side by side keep it busy.
    const int LaneWords = 64, LaneBytes = LaneWords * sizeof(ulong);

    static readonly uint[] Table = BuildTable();
    static readonly uint[] LaneShift = BuildLaneShift();

    static bool IsAccelerated => X86.X64.IsSupported || Arm.Arm64.IsSupported;

    /// <summary>The checksum of <paramref name="bytes"/>, by the processor's instruction where it has one.</summary>
    public static uint Compute(ReadOnlySpan<byte> bytes) => IsAccelerated ? ~Update(uint.MaxValue, bytes) : ComputeScalar(bytes);

    /// <summary>The checksum of bytes whose first part has <paramref name="crc"/>; 0 when nothing stands before.</summary>
    public static uint Append(uint crc, ReadOnlySpan<byte> bytes) => IsAccelerated ? ~Update(~crc, bytes) : AppendScalar(crc, bytes);

    /// <summary>The twin of <see cref="Compute"/> that runs everywhere.</summary>
    public static uint ComputeScalar(ReadOnlySpan<byte> bytes) => AppendScalar(0, bytes);

    static uint AppendScalar(uint crc, ReadOnlySpan<byte> bytes)
    {
        crc = ~crc;
        foreach (var value in bytes) crc = Table[(byte)(crc ^ value)] ^ (crc >> 8);
        return ~crc;
    }

    static uint Update(uint crc, ReadOnlySpan<byte> bytes)
    {
        for (; bytes.Length >= 3 * LaneBytes; bytes = bytes[(3 * LaneBytes)..]) crc = UpdateLanes(crc, MemoryMarshal.Cast<byte, ulong>(bytes[..(3 * LaneBytes)]));
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (var word in words) crc = Next(crc, word);
        foreach (var value in bytes[(words.Length * sizeof(ulong))..]) crc = X86.IsSupported ? X86.Crc32(crc, value) : Arm.ComputeCrc32C(crc, value);
        return crc;
    }

    static uint UpdateLanes(uint crc, ReadOnlySpan<ulong> words)
    {
        var second = words.Slice(LaneWords, LaneWords);
        var third = words.Slice(2 * LaneWords, LaneWords);
        uint a = crc, b = 0, c = 0;
        for (var i = 0; i < LaneWords; i++)
        {
            a = Next(a, words[i]);
            b = Next(b, second[i]);
            c = Next(c, third[i]);
        }
        // The checksum is linear: what stands before a lane is as if the lane held zeros, and the lane is as if nothing stood before it.
        return Shift(Shift(a) ^ b) ^ c;
    }

    static uint Next(uint crc, ulong word) => X86.X64.IsSupported ? (uint)X86.X64.Crc32(crc, word) : Arm.Arm64.ComputeCrc32C(crc, word);

    /// <summary>The checksum after a lane of zeros.</summary>
    static uint Shift(uint crc) => LaneShift[(byte)crc] ^ LaneShift[256 + (byte)(crc >> 8)] ^ LaneShift[512 + (byte)(crc >> 16)] ^ LaneShift[768 + (crc >> 24)];

    static uint[] BuildTable()
    {
        var table = new uint[256];
        for (var index = 0u; index < table.Length; index++)
        {
            var value = index;
            for (var bit = 0; bit < 8; bit++) value = (value & 1) != 0 ? (value >> 1) ^ ReversedPolynomial : value >> 1;
            table[index] = value;
        }
        return table;
    }

    /// <summary>For each of the four bytes of a checksum and each value of it, what a lane of zeros makes of it.</summary>
    static uint[] BuildLaneShift()
    {
        var shift = new uint[4 * 256];
        for (var bit = 0; bit < 32; bit++)
        {
            var crc = 1u << bit;
            for (var i = 0; i < LaneBytes; i++) crc = Table[(byte)crc] ^ (crc >> 8);
            var mask = 1 << bit % 8;
            for (var value = 0; value < 256; value++)
                if ((value & mask) != 0) shift[bit / 8 * 256 + value] ^= crc;
        }
        return shift;
    }
}
