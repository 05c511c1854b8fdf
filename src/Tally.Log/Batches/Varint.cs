using System.Numerics;

namespace Tally.Log.Batches;

/// <summary>Kafka's variable-length integers: zig-zag, seven bits a byte, the lowest first.</summary>
static class Varint
{
    /// <summary>The encoded length of a value that is not negative.</summary>
    public static int SizeOf(int value) => (38 - BitOperations.LeadingZeroCount((uint)value << 1 | 1)) / 7;

    /// <summary>Writes a value that is not negative; returns the position behind it.</summary>
    public static int Write(byte[] bytes, int at, int value)
    {
        var rest = (uint)value << 1;
        while (rest >= 0x80)
        {
            bytes[at++] = (byte)(rest | 0x80);
            rest >>= 7;
        }
        bytes[at++] = (byte)rest;
        return at;
    }

    /// <summary>Reads a value and moves <paramref name="at"/> behind it.</summary>
    /// <returns>False when the bytes end inside it or it is longer than 64 bits; <paramref name="at"/> is then undefined.</returns>
    public static bool TryRead(ReadOnlySpan<byte> bytes, scoped ref int at, out long value)
    {
        var raw = 0UL;
        for (var shift = 0; shift < 70 && (uint)at < (uint)bytes.Length; shift += 7)
        {
            var next = bytes[at++];
            raw |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                value = (long)(raw >> 1) ^ -(long)(raw & 1);
                return true;
            }
        }
        value = 0;
        return false;
    }
}
