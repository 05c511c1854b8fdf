using Tally.Log.Batches;
using Tally.Log.Files;

namespace Tally.Log.Embedded;

/// <summary>A partition as it is on disk at this moment, read only, whoever else has it open.</summary>
sealed class SnapshotPartition : IPartition, ISegmentedPartition
{
    volatile bool _isClosed;

    public SnapshotPartition(int index, string directory, IDisk disk)
    {
        Index = index;
        var bases = PartitionFiles.ListSegments(disk, directory);
        var segments =
            bases.Select((offset, i) => Open(disk, directory, offset, i + 1 < bases.Count ? bases[i + 1] : long.MaxValue)).ToList();
        Segments = new SegmentList(segments.Select(segment => segment.Segment));
        EndOffset = segments.Count == 0 ? 0 : segments[^1].EndOffset;
    }

    public int Index { get; }

    public long StartOffset => Segments.All is [var first, ..] ? first.BaseOffset : 0;

    public long EndOffset { get; }

    public SegmentList Segments { get; }

    public TailSignal Tail { get; } = new();

    public bool IsClosed => _isClosed;

    public LogException? Damage => null;

    public ValueTask<AppendResult> AppendAsync(string? source, RecordBlock records, CancellationToken cancellation = default) =>
        throw new LogException(LogErrorKind.Invalid, "The log is open for reading only.");

    public ValueTask<long> LastPositionAsync(string source, CancellationToken cancellation = default) =>
        throw new LogException(LogErrorKind.Invalid, "The log is open for reading only: positions of sources are kept by its owner.");

    public IPartitionReader OpenReader(long offset) => new EmbeddedReader(this, offset);

    /// <summary>Ends all readers.</summary>
    public void Close()
    {
        _isClosed = true;
        Tail.Pulse();
    }

    // Whole batches up to the next segment; a batch that is being written right now lies behind the end.
    static (Segment Segment, long EndOffset) Open(IDisk disk, string directory, long baseOffset, long nextOffset)
    {
        // Where a repair left a gap, the segment behind it says so.
        var previousEnd = PositionsFile.TryRead(disk, directory, baseOffset, out _)?.PreviousEndOffset ?? baseOffset;
        var segment = new Segment(disk, directory, baseOffset) { PreviousEndOffset = previousEnd };
        using var file = disk.Open(segment.Path, readOnly: true);
        var (sizeBytes, offset, at) = (file.SizeBytes, baseOffset, 0L);
        var index = new OffsetIndex();
        Span<byte> header = stackalloc byte[BatchLayout.HeaderSizeBytes];
        while (offset < nextOffset && at + header.Length <= sizeBytes && file.Read(header, at) == header.Length)
        {
            if (BatchHeader.FaultOfHeader(header, out var batch) is not null || batch.BaseOffset != offset
                || at + batch.SizeBytes > sizeBytes || !IsWhole(file, batch, at, sizeBytes)) break;
            index.Note(offset, at);
            (offset, at) = (batch.EndOffset, at + batch.SizeBytes);
        }
        segment.VisibleSizeBytes = at;
        segment.Index = index;
        return (segment, offset);
    }

    // Only the last batch of a file can be half written; the others are checked when they are read.
    static bool IsWhole(IFile file, BatchHeader batch, long at, long sizeBytes)
    {
        if (at + batch.SizeBytes < sizeBytes) return true;
        var bytes = new byte[batch.SizeBytes];
        return file.Read(bytes, at) == bytes.Length && batch.FaultOfBody(bytes, batch.BaseOffset) is null;
    }
}
