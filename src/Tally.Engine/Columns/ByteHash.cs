using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Tally.Engine.Columns;

/// <summary>A fast hash of short byte strings: multiply and fold, eight bytes at a time, with a finishing mix.</summary>
public static class ByteHash
{
    const ulong Multiplier = 0x9E3779B97F4A7C15;

    /// <summary>The same bytes give the same hash in every process; it is not proof against chosen keys.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var hash = (ulong)bytes.Length * Multiplier;
        while (bytes.Length >= 8)
        {
            hash = (BitOperations.RotateLeft(hash, 23) ^ MemoryMarshal.Read<ulong>(bytes)) * Multiplier;
            bytes = bytes[8..];
        }
        ulong tail = 0;
        for (var i = 0; i < bytes.Length; i++) tail |= (ulong)bytes[i] << (8 * i);
        return Finish((BitOperations.RotateLeft(hash, 23) ^ tail) * Multiplier);
    }

    /// <summary>The hash of one integer key.</summary>
    public static uint Of(ulong value) => Finish(value * Multiplier);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static uint Finish(ulong hash)
    {
        hash ^= hash >> 32;
        hash *= 0xD6E8FEB86659FD93;
        return (uint)(hash ^ hash >> 32);
    }
}
