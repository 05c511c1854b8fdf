using System.Runtime.InteropServices;
using Confluent.Kafka;

namespace Tally.Log.Kafka.Native;

/// <summary>A record in the client's memory, or an error that came in its place; given back with <see cref="Free"/>.</summary>
readonly struct NativeRecord(nint message)
{
    // rd_kafka_message_t, whose layout is part of the library's interface.
    static readonly int s_word = nint.Size;

    /// <summary>NoError of a record; Local_PartitionEOF when everything was read.</summary>
    public ErrorCode Code => (ErrorCode)Marshal.ReadInt32(message);

    /// <summary>What is wrong.</summary>
    public Error Error => new(Code, Marshal.PtrToStringUTF8(NativeMethods.rd_kafka_message_errstr(message)) ?? Code.ToString());

    public long Offset => Marshal.ReadInt64(message, 7 * s_word);

    /// <summary>In milliseconds since 1970 UTC; 0 when the record has none.</summary>
    public long TimestampMs => Math.Max(0, NativeMethods.rd_kafka_message_timestamp(message, out _));

    /// <summary>The length of the value, -1 for null.</summary>
    public int ValueLength => Marshal.ReadIntPtr(message, 3 * s_word) == 0 ? -1 : (int)Marshal.ReadIntPtr(message, 4 * s_word);

    /// <summary>Copies the value to a place in a buffer that has room for it.</summary>
    public void CopyValue(byte[] into, int at, int length)
    {
        if (length > 0) Marshal.Copy(Marshal.ReadIntPtr(message, 3 * s_word), into, at, length);
    }

    /// <summary>The key; empty when there is none.</summary>
    public byte[] Key() => Copy(Marshal.ReadIntPtr(message, 5 * s_word), (int)Marshal.ReadIntPtr(message, 6 * s_word));

    /// <summary>The headers as the client holds them; 0 when there are none.</summary>
    public nint Headers() => NativeMethods.rd_kafka_message_headers(message, out var headers) == 0 ? headers : 0;

    /// <summary>All headers in order.</summary>
    public List<KeyValuePair<string, ReadOnlyMemory<byte>>> AllHeaders()
    {
        var all = new List<KeyValuePair<string, ReadOnlyMemory<byte>>>();
        var headers = Headers();
        for (nuint index = 0; headers != 0
            && NativeMethods.rd_kafka_header_get_all(headers, index, out var name, out var value, out var size) == 0; index++)
            all.Add(new(Marshal.PtrToStringUTF8(name) ?? "", Copy(value, (int)size)));
        return all;
    }

    /// <summary>Gives the memory back.</summary>
    public void Free() => NativeMethods.rd_kafka_message_destroy(message);

    static byte[] Copy(nint from, int length)
    {
        if (from == 0 || length == 0) return [];
        var bytes = new byte[length];
        Marshal.Copy(from, bytes, 0, length);
        return bytes;
    }
}
