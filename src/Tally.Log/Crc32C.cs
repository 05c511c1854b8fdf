using System.Runtime.InteropServices;
using Arm = System.Runtime.Intrinsics.Arm.Crc32;
using X86 = System.Runtime.Intrinsics.X86.Sse42;

namespace Tally.Log;

/// <summary>CRC-32C (Castagnoli), the checksum of Kafka's record batches and of every file of Tally.</summary>
public static class Crc32C
{
    const uint ReversedPolynomial = 0x82F63B78;

    static readonly uint[] Table = BuildTable();

    /// <summary>The checksum of <paramref name="bytes"/>, by the processor's instruction where it has one.</summary>
    public static uint Compute(ReadOnlySpan<byte> bytes)
    {
        if (X86.X64.IsSupported) return ~UpdateX86(uint.MaxValue, bytes);
        return Arm.Arm64.IsSupported ? ~UpdateArm(uint.MaxValue, bytes) : ComputeScalar(bytes);
    }

    /// <summary>The twin of <see cref="Compute"/> that runs everywhere.</summary>
    public static uint ComputeScalar(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes) crc = Table[(byte)(crc ^ value)] ^ (crc >> 8);
        return ~crc;
    }

    static uint UpdateX86(uint crc, ReadOnlySpan<byte> bytes)
    {
        ulong wide = crc;
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (var word in words) wide = X86.X64.Crc32(wide, word);
        crc = (uint)wide;
        foreach (var value in bytes[(words.Length * sizeof(ulong))..]) crc = X86.Crc32(crc, value);
        return crc;
    }

    static uint UpdateArm(uint crc, ReadOnlySpan<byte> bytes)
    {
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (var word in words) crc = Arm.Arm64.ComputeCrc32C(crc, word);
        foreach (var value in bytes[(words.Length * sizeof(ulong))..]) crc = Arm.ComputeCrc32C(crc, value);
        return crc;
    }

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
}
