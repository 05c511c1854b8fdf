using static System.Buffers.Binary.BinaryPrimitives;

namespace Tally.Log.Batches;

/// <summary>Turns a block of records into one record batch, in a buffer that it keeps.</summary>
sealed class BatchEncoder
{
    const int MaxRecordOverheadBytes = 32;
    const int KeptBufferSizeBytes = 8 << 20;
    const byte NullLength = 1; // zig-zag of -1

    byte[] _buffer = new byte[64 * 1024];
    int _size;

    /// <summary>The batch that was encoded last.</summary>
    public ReadOnlySpan<byte> Batch => _buffer.AsSpan(0, _size);

    /// <summary>Encodes the records from <paramref name="first"/> on; the last one carries the source and the highest position.</summary>
    public void Encode(RecordBlock records, int first, byte[]? source, long baseOffset, int unacknowledged, long timestampMs)
    {
        var count = records.Count - first;
        Reserve(records, first, source);
        var at = BatchLayout.HeaderSizeBytes;
        for (var index = 0; index < count; index++)
        {
            var trailer = index == count - 1 && source is not null ? source : null;
            at = WriteRecord(at, records, first + index, index, trailer);
        }
        _size = at;
        WriteHeader(baseOffset, count, unacknowledged, timestampMs);
    }

    void Reserve(RecordBlock records, int first, byte[]? source)
    {
        long size = BatchLayout.HeaderSizeBytes + 2 * SourceHeaders.MaxSizeBytes + (source?.Length ?? 0);
        for (var index = first; index < records.Count; index++) size += Math.Max(0, records.Lengths[index]) + MaxRecordOverheadBytes;
        if (size > BatchLayout.MaxSizeBytes)
            throw new LogException(LogErrorKind.Invalid,
                $"An append of {size} bytes is larger than {BatchLayout.MaxSizeBytes}. Append fewer records at once.");
        if (_buffer.Length < size || (_buffer.Length > KeptBufferSizeBytes && size < KeptBufferSizeBytes))
            _buffer = new byte[Math.Max(size, 64 * 1024)];
    }

    int WriteRecord(int at, RecordBlock records, int index, int offsetDelta, byte[]? source)
    {
        var length = records.Lengths[index];
        var headersSize = source is null ? 1 : SourceHeaders.SizeOf(source, records.Positions[index]);
        var valueSize = length < 0 ? 1 : Varint.SizeOf(length) + length;
        var buffer = _buffer;
        at = Varint.Write(buffer, at, 3 + Varint.SizeOf(offsetDelta) + valueSize + headersSize);
        buffer[at++] = 0; // attributes
        buffer[at++] = 0; // timestamp delta
        at = Varint.Write(buffer, at, offsetDelta);
        buffer[at++] = NullLength; // no key
        if (length < 0)
        {
            buffer[at++] = NullLength;
        }
        else
        {
            at = Varint.Write(buffer, at, length);
            records.Bytes.AsSpan(records.Starts[index], length).CopyTo(buffer.AsSpan(at));
            at += length;
        }
        if (source is not null) return SourceHeaders.Write(buffer, at, source, records.Positions[index]);
        buffer[at++] = 0; // no headers
        return at;
    }

    void WriteHeader(long baseOffset, int count, int unacknowledged, long timestampMs)
    {
        var header = _buffer.AsSpan(0, BatchLayout.HeaderSizeBytes);
        WriteInt64BigEndian(header, baseOffset);
        WriteInt32BigEndian(header[BatchLayout.Length..], _size - BatchLayout.LengthOverheadBytes);
        WriteInt32BigEndian(header[BatchLayout.LeaderEpoch..], 0);
        header[BatchLayout.Magic] = BatchLayout.MagicV2;
        WriteInt16BigEndian(header[BatchLayout.Attributes..], BatchLayout.LogAppendTime);
        WriteInt32BigEndian(header[BatchLayout.LastOffsetDelta..], count - 1);
        WriteInt64BigEndian(header[BatchLayout.BaseTimestamp..], timestampMs);
        WriteInt64BigEndian(header[BatchLayout.MaxTimestamp..], timestampMs);
        WriteInt64BigEndian(header[BatchLayout.ProducerId..], -1);
        WriteInt16BigEndian(header[BatchLayout.ProducerEpoch..], -1);
        WriteInt32BigEndian(header[BatchLayout.Unacknowledged..], unacknowledged);
        WriteInt32BigEndian(header[BatchLayout.RecordCount..], count);
        WriteUInt32BigEndian(header[BatchLayout.Checksum..],
            Crc32C.Compute(_buffer.AsSpan(BatchLayout.Attributes, _size - BatchLayout.Attributes)));
    }
}
