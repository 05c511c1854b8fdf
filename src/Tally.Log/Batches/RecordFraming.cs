using System.Buffers.Binary;

namespace Tally.Log.Batches;

/// <summary>The body <c>application/x-tally-records</c> in which one Tally hands records to another: any bytes, each with its position, all
/// under one checksum.</summary>
public static class RecordFraming
{
    /// <summary>The media type.</summary>
    public const string MediaType = "application/x-tally-records";

    const byte Version = 1;
    const int HeaderSizeBytes = 5;
    const int ChecksumSizeBytes = 4;
    const int MaxVarintSizeBytes = 10;

    static ReadOnlySpan<byte> Magic => "TLRB"u8;

    /// <summary>The most that the body of a stretch of a block can take.</summary>
    public static long MaxSizeOf(RecordBlock block, int first, int count)
    {
        long size = HeaderSizeBytes + MaxVarintSizeBytes + ChecksumSizeBytes;
        for (var index = first; index < first + count; index++) size += 2 * MaxVarintSizeBytes + Math.Max(0, block.Lengths[index]);
        return size;
    }

    /// <summary>Encodes <paramref name="count"/> records from <paramref name="first"/> on.</summary>
    /// <param name="block">The records; their positions never decrease.</param>
    /// <param name="first">The index of the first record.</param>
    /// <param name="count">How many.</param>
    /// <param name="body">Receives the body; at least <see cref="MaxSizeOf"/> bytes.</param>
    /// <returns>The length of the body.</returns>
    public static int Encode(RecordBlock block, int first, int count, Span<byte> body)
    {
        Magic.CopyTo(body);
        body[4] = Version;
        var at = WriteVarint(body, HeaderSizeBytes, count);
        var previous = 0L;
        for (var index = first; index < first + count; index++)
        {
            at = WriteVarint(body, at, block.Positions[index] - previous);
            previous = block.Positions[index];
            at = WriteVarint(body, at, block.Lengths[index]);
            block.Value(index).CopyTo(body[at..]);
            at += Math.Max(0, block.Lengths[index]);
        }
        BinaryPrimitives.WriteUInt32BigEndian(body[at..], Crc32C.Compute(body[..at]));
        return at + ChecksumSizeBytes;
    }

    /// <summary>Clears a block and fills it from a body.</summary>
    /// <exception cref="LogException">The body is not whole and valid; the block is then empty.</exception>
    public static void Decode(ReadOnlySpan<byte> body, RecordBlock block)
    {
        block.Clear();
        if (FaultOf(body, block) is not { } fault) return;
        block.Clear();
        throw new LogException(LogErrorKind.Invalid,
            $"The body is not valid {MediaType}: {fault}. Send it again; if that does not help, the sender is of another version.");
    }

    static string? FaultOf(ReadOnlySpan<byte> body, RecordBlock block)
    {
        if (body.Length < HeaderSizeBytes + 1 + ChecksumSizeBytes || !body[..4].SequenceEqual(Magic))
            return $"{body.Length} bytes found that do not start with TLRB";
        if (body[4] != Version) return $"version {body[4]} found, {Version} expected";
        var checksum = BinaryPrimitives.ReadUInt32BigEndian(body[^ChecksumSizeBytes..]);
        var records = body[..^ChecksumSizeBytes];
        if (Crc32C.Compute(records) != checksum) return "the checksum does not fit";
        var at = HeaderSizeBytes;
        if (!Varint.TryRead(records, ref at, out var count) || count < 0) return "the number of records is cut off";
        var position = 0L;
        for (; count > 0; count--)
        {
            if (!Varint.TryRead(records, ref at, out var delta) || !Varint.TryRead(records, ref at, out var length))
                return "a record is cut off";
            if (delta < 0 || (position += delta) < 0) return "a position decreases";
            if (length < -1 || length > records.Length - at) return "a value is cut off";
            if (length < 0) block.AddSlice(block.ByteCount, -1, position);
            else block.Add(records.Slice(at, (int)length), position);
            at += (int)Math.Max(0, length);
        }
        return at == records.Length ? null : $"{records.Length - at} bytes follow the last record";
    }

    static int WriteVarint(Span<byte> body, int at, long value)
    {
        var rest = (ulong)((value << 1) ^ (value >> 63));
        for (; rest >= 0x80; rest >>= 7) body[at++] = (byte)(rest | 0x80);
        body[at++] = (byte)rest;
        return at;
    }
}
