using Tally.Log.Batches;
using Tally.Log.Files;
using static System.Buffers.Binary.BinaryPrimitives;

namespace Tally.Log.Embedded;

/// <summary>Walks the batches of one segment file, verifies each, and finds the next valid one behind damage.</summary>
sealed class SegmentScan(IFile file, long sizeBytes, long position = 0)
{
    readonly FileWindow _window = new(file, sizeBytes);

    /// <summary>Where the next batch starts.</summary>
    public long Position { get; private set; } = position;

    /// <summary>What is wrong at <see cref="Position"/>; null when nothing is, or the segment ends there.</summary>
    public string? Fault { get; private set; }

    /// <summary>The batch that was read last.</summary>
    public BatchHeader Header { get; private set; }

    /// <summary>Where the batch that was read last starts.</summary>
    public long BatchPosition => Position - Header.SizeBytes;

    /// <summary>The bytes of the batch that was read last, until the next call.</summary>
    public ReadOnlySpan<byte> Batch => _window.At(BatchPosition, Header.SizeBytes);

    /// <summary>Reads and verifies the batch at <see cref="Position"/>; false at the end and at damage.</summary>
    /// <param name="expectedOffset">The offset that must come next.</param>
    public bool TryNext(long expectedOffset)
    {
        Fault = null;
        if (Position >= _window.SizeBytes) return false;
        Fault = FaultAt(Position, expectedOffset, out var header);
        if (Fault is not null) return false;
        Header = header;
        Position += header.SizeBytes;
        return true;
    }

    /// <summary>The offset that the batch at <see cref="Position"/> claims to start with.</summary>
    public long PeekOffset() => ReadInt64BigEndian(_window.At(Position, BatchLayout.HeaderSizeBytes));

    /// <summary>The source and position that the batch read last carries; false when it has none.</summary>
    public bool TryReadSource(out byte[] source, out long position)
    {
        var found = RecordDecoder.TryReadSource(Batch, Header.Count, out var name, out position);
        source = found ? name.ToArray() : [];
        return found;
    }

    /// <summary>Moves <see cref="Position"/> to the next whole valid batch behind it whose offset is possible; false when there is
    /// none.</summary>
    /// <param name="expectedOffset">The least offset that it may have.</param>
    public bool TrySkipDamage(long expectedOffset)
    {
        var greatestOffset = expectedOffset + _window.SizeBytes / BatchLayout.MinRecordSizeBytes;
        for (var at = Position + 1; at + BatchLayout.HeaderSizeBytes <= _window.SizeBytes; at++)
        {
            var header = _window.At(at, BatchLayout.HeaderSizeBytes);
            if (header.Length < BatchLayout.HeaderSizeBytes) return false;
            if (header[BatchLayout.Magic] != BatchLayout.MagicV2) continue;
            var offset = ReadInt64BigEndian(header);
            if (offset < expectedOffset || offset > greatestOffset || FaultAt(at, offset, out _) is not null) continue;
            Position = at;
            Fault = null;
            return true;
        }
        return false;
    }

    /// <summary>Builds the index of a segment from its batches' headers.</summary>
    public static OffsetIndex BuildIndex(IDisk disk, string path, long baseOffset, long sizeBytes) =>
        WalkHeaders(disk, path, baseOffset, long.MaxValue, sizeBytes).Index;

    /// <summary>How many bytes of a segment lie before an offset, by its batches' headers; less when damage ends the walk.</summary>
    public static long SizeUpTo(IDisk disk, string path, long baseOffset, long offset) =>
        WalkHeaders(disk, path, baseOffset, offset, disk.SizeBytes(path)).SizeBytes;

    static (OffsetIndex Index, long SizeBytes) WalkHeaders(IDisk disk, string path, long baseOffset, long limitOffset, long sizeBytes)
    {
        using var file = disk.Open(path, readOnly: true);
        var index = new OffsetIndex();
        Span<byte> bytes = stackalloc byte[BatchLayout.HeaderSizeBytes];
        var position = 0L;
        while (baseOffset < limitOffset && position + bytes.Length <= sizeBytes && file.Read(bytes, position) == bytes.Length)
        {
            // Damage ends the index early; the reader that gets there says so.
            if (BatchHeader.FaultOfHeader(bytes, out var header) is not null || header.BaseOffset != baseOffset) break;
            index.Note(baseOffset, position);
            baseOffset = header.EndOffset;
            position += header.SizeBytes;
        }
        return (index, position);
    }

    string? FaultAt(long position, long expectedOffset, out BatchHeader header)
    {
        header = default;
        var bytes = _window.At(position, BatchLayout.HeaderSizeBytes);
        if (bytes.Length < BatchLayout.HeaderSizeBytes)
            return $"{bytes.Length} bytes found, a batch header of {BatchLayout.HeaderSizeBytes} expected";
        var fault = BatchHeader.FaultOfHeader(bytes, out header);
        if (fault is not null) return fault;
        if (header.SizeBytes > _window.SizeBytes - position)
            return $"{_window.SizeBytes - position} bytes found, a batch of {header.SizeBytes} expected";
        var batch = _window.At(position, header.SizeBytes);
        return batch.Length < header.SizeBytes ? "the file became shorter while it was read" : header.FaultOfBody(batch, expectedOffset);
    }
}
