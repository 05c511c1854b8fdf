using System.Text;

namespace Tally.Results.Redis;

/// <summary>The slot of a key in a cluster: CRC-16 of the key, or of the part of it between the first braces.</summary>
static class RedisSlots
{
    public const int Count = 16384;

    public static int Of(string key)
    {
        var open = key.IndexOf('{');
        var close = open < 0 ? -1 : key.IndexOf('}', open + 1);
        var tag = close > open + 1 ? key.AsSpan(open + 1, close - open - 1) : key;
        Span<byte> bytes = stackalloc byte[256];
        if (Encoding.UTF8.GetByteCount(tag) > bytes.Length) bytes = new byte[Encoding.UTF8.GetByteCount(tag)];
        return Crc16(bytes[..Encoding.UTF8.GetBytes(tag, bytes)]) % Count;
    }

    // XMODEM: polynomial 1021, starting at 0.
    static ushort Crc16(ReadOnlySpan<byte> bytes)
    {
        var crc = 0;
        foreach (var value in bytes)
        {
            crc ^= value << 8;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 0x8000) != 0 ? crc << 1 ^ 0x1021 : crc << 1;
            crc &= 0xFFFF;
        }
        return (ushort)crc;
    }
}
