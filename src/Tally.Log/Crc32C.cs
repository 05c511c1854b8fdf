using System.Numerics;
using System.Runtime.InteropServices;

namespace Tally.Log;

/// <summary>CRC-32C (Castagnoli), the checksum of Kafka's record batches and of every file of Tally.</summary>
public static class Crc32C
{
    // The processor's instruction gives a result every cycle, but takes three: three lanes side by side keep it busy.
    const int LaneWords = 64, LaneBytes = LaneWords * sizeof(ulong);

    static readonly uint[] s_laneShift = BuildLaneShift();

    /// <summary>The checksum of <paramref name="bytes"/>.</summary>
    public static uint Compute(ReadOnlySpan<byte> bytes) => Append(0, bytes);

    /// <summary>The checksum of bytes whose first part has <paramref name="crc"/>; 0 when nothing stands before.</summary>
    public static uint Append(uint crc, ReadOnlySpan<byte> bytes) => ~Update(~crc, bytes);

    static uint Update(uint crc, ReadOnlySpan<byte> bytes)
    {
        for (; bytes.Length >= 3 * LaneBytes; bytes = bytes[(3 * LaneBytes)..])
            crc = UpdateLanes(crc, MemoryMarshal.Cast<byte, ulong>(bytes[..(3 * LaneBytes)]));
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (var word in words) crc = BitOperations.Crc32C(crc, word);
        foreach (var value in bytes[(words.Length * sizeof(ulong))..]) crc = BitOperations.Crc32C(crc, value);
        return crc;
    }

    static uint UpdateLanes(uint crc, ReadOnlySpan<ulong> words)
    {
        var second = words.Slice(LaneWords, LaneWords);
        var third = words.Slice(2 * LaneWords, LaneWords);
        uint a = crc, b = 0, c = 0;
        for (var i = 0; i < LaneWords; i++)
        {
            a = BitOperations.Crc32C(a, words[i]);
            b = BitOperations.Crc32C(b, second[i]);
            c = BitOperations.Crc32C(c, third[i]);
        }
        // The checksum is linear: what stands before a lane is as if the lane held zeros, and the lane is as if nothing stood before it.
        return Shift(Shift(a) ^ b) ^ c;
    }

    /// <summary>The checksum after a lane of zeros.</summary>
    static uint Shift(uint crc) =>
        s_laneShift[(byte)crc] ^ s_laneShift[256 + (byte)(crc >> 8)] ^ s_laneShift[512 + (byte)(crc >> 16)] ^ s_laneShift[768
            + (crc >> 24)];

    /// <summary>For each of the four bytes of a checksum and each value of it, what a lane of zeros makes of it.</summary>
    static uint[] BuildLaneShift()
    {
        var shift = new uint[4 * 256];
        for (var bit = 0; bit < 32; bit++)
        {
            var crc = 1u << bit;
            for (var i = 0; i < LaneWords; i++) crc = BitOperations.Crc32C(crc, 0ul);
            var mask = 1 << bit % 8;
            for (var value = 0; value < 256; value++)
                if ((value & mask) != 0) shift[bit / 8 * 256 + value] ^= crc;
        }
        return shift;
    }
}
