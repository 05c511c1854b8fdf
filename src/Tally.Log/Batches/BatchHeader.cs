using static System.Buffers.Binary.BinaryPrimitives;

namespace Tally.Log.Batches;

/// <summary>What the first 61 bytes of a record batch say, and the checks that tell a batch from damage.</summary>
readonly record struct BatchHeader(long BaseOffset, int SizeBytes, uint Checksum, long TimestampMs, int Unacknowledged, int Count)
{
    /// <summary>The offset after the batch's last record.</summary>
    public long EndOffset => BaseOffset + Count;

    /// <summary>Everything below this offset was acknowledged when the batch was written.</summary>
    public long AcknowledgedOffset => BaseOffset - Unacknowledged;

    /// <summary>Reads the header, or says what is wrong with it. It is only to be trusted after <see cref="FaultOfBody"/>.</summary>
    /// <param name="bytes">At least the header.</param>
    /// <param name="header">The fields; empty when there is a fault.</param>
    public static string? FaultOfHeader(ReadOnlySpan<byte> bytes, out BatchHeader header)
    {
        header = default;
        if (bytes[BatchLayout.Magic] != BatchLayout.MagicV2) return $"batch format {bytes[BatchLayout.Magic]} found, 2 expected";
        var epoch = ReadInt32BigEndian(bytes[BatchLayout.LeaderEpoch..]);
        if (epoch != 0) return $"leader epoch {epoch} found, 0 expected";
        var length = ReadInt32BigEndian(bytes[BatchLayout.Length..]);
        var count = ReadInt32BigEndian(bytes[BatchLayout.RecordCount..]);
        var size = (long)length + BatchLayout.LengthOverheadBytes;
        if (count <= 0 || size < BatchLayout.HeaderSizeBytes + (long)count * BatchLayout.MinRecordSizeBytes
            || size > BatchLayout.MaxSizeBytes)
            return $"batch of {size} bytes with {count} records found, which cannot be";
        header = new BatchHeader(
            ReadInt64BigEndian(bytes),
            (int)size,
            ReadUInt32BigEndian(bytes[BatchLayout.Checksum..]),
            ReadInt64BigEndian(bytes[BatchLayout.MaxTimestamp..]),
            ReadInt32BigEndian(bytes[BatchLayout.Unacknowledged..]),
            count);
        return null;
    }

    /// <summary>Says what is wrong with a whole batch, or null: its place in the log, its checksum and its attributes.</summary>
    /// <param name="batch">Exactly the batch.</param>
    /// <param name="expectedOffset">The offset that must come next.</param>
    public string? FaultOfBody(ReadOnlySpan<byte> batch, long expectedOffset)
    {
        if (BaseOffset != expectedOffset) return $"batch of offset {BaseOffset} found, {expectedOffset} expected";
        var checksum = Crc32C.Compute(batch[BatchLayout.Attributes..]);
        if (checksum != Checksum) return $"checksum {checksum:x8} found, {Checksum:x8} expected";
        var attributes = ReadInt16BigEndian(batch[BatchLayout.Attributes..]);
        if (attributes != BatchLayout.LogAppendTime)
            return $"batch attributes {attributes} found, {BatchLayout.LogAppendTime} expected (not written by Tally)";
        return ReadInt32BigEndian(batch[BatchLayout.LastOffsetDelta..]) == Count - 1
            ? null
            : "the offsets of the batch do not follow each other";
    }
}
