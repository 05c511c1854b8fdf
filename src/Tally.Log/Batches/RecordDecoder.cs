namespace Tally.Log.Batches;

/// <summary>Walks the records of a batch whose checksum has been verified.</summary>
static class RecordDecoder
{
    /// <summary>Adds slices of the block's own bytes to it, one per record that lies whole within them. This is the hot loop of every
    /// reader.</summary>
    /// <param name="block">Its bytes hold the records.</param>
    /// <param name="at">Where the first record starts; moved behind the last one added.</param>
    /// <param name="end">Where the bytes of this batch end, or the bytes that were read.</param>
    /// <param name="maxCount">The most records to take.</param>
    /// <param name="offset">The offset of the first record.</param>
    /// <param name="fromOffset">Records below are passed over.</param>
    /// <param name="timestampMs">When the batch was appended.</param>
    /// <returns>The number of records walked, passed over or added.</returns>
    public static int Decode(RecordBlock block, ref int at, int end, int maxCount, long offset, long fromOffset, long timestampMs)
    {
        var bytes = block.Bytes.AsSpan(0, end);
        var walked = 0;
        while (walked < maxCount)
        {
            var next = at;
            if (!Varint.TryRead(bytes, ref next, out var size) || size < 0 || size > end - next) break;
            var recordEnd = next + (int)size;
            if (offset >= fromOffset)
            {
                if (!TryFindValue(bytes[..recordEnd], next, out var start, out var length)) break;
                block.AddSlice(start, length, offset, timestampMs);
            }
            at = recordEnd;
            offset++;
            walked++;
        }
        return walked;
    }

    /// <summary>The source and position on the last record of a whole batch; false when it has none.</summary>
    public static bool TryReadSource(ReadOnlySpan<byte> batch, int count, out ReadOnlySpan<byte> source, out long position)
    {
        source = default;
        position = -1;
        var at = BatchLayout.HeaderSizeBytes;
        for (var index = 0; index < count; index++)
        {
            if (!Varint.TryRead(batch, ref at, out var size) || size < 0 || size > batch.Length - at) return false;
            if (index < count - 1)
            {
                at += (int)size;
                continue;
            }
            var record = batch.Slice(at, (int)size);
            return TryFindValue(record, 0, out var start, out var length)
                && SourceHeaders.TryRead(record[(start + Math.Max(0, length))..], out source, out position);
        }
        return false;
    }

    static bool TryFindValue(ReadOnlySpan<byte> record, int at, out int start, out int length)
    {
        start = 0;
        length = 0;
        at++; // attributes
        if (!Varint.TryRead(record, ref at, out _) || !Varint.TryRead(record, ref at, out _)) return false; // timestamp and offset deltas
        if (!Varint.TryRead(record, ref at, out var keyLength)) return false;
        at += (int)Math.Max(0, keyLength);
        if (!Varint.TryRead(record, ref at, out var valueLength) || valueLength > record.Length - at) return false;
        start = at;
        length = (int)Math.Max(-1, valueLength);
        return true;
    }
}
