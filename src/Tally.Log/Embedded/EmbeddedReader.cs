using Tally.Log.Batches;
using Tally.Log.Files;

namespace Tally.Log.Embedded;

/// <summary>Reads a partition's segments in large pieces straight into the caller's block, whose records are slices of what was
/// read.</summary>
sealed class EmbeddedReader(ISegmentedPartition partition, long offset) : IPartitionReader
{
    const int MinReadSizeBytes = 16 << 10;

    Segment? _segment;
    IFile? _file;
    long _position; // of the next byte to read: a batch's header, or a record while some of its batch are left
    long _walkOffset; // of what is at that byte; behind Offset while records before it are passed over
    int _leftInBatch;
    long _batchTimestampMs;

    public long Offset { get; private set; } = Math.Max(0, offset);

    public long LostCount { get; private set; }

    public bool TryRead(RecordBlock block, int maxRecords = 4096, int maxBytes = 1 << 20)
    {
        block.Clear();
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxRecords);
        if (partition.IsClosed) return false;
        while (block.Count == 0)
        {
            if (Offset >= partition.EndOffset)
            {
                if (partition.Damage is { } damage) throw new LogException(LogErrorKind.Corrupt, damage.Message, damage);
                return false;
            }
            if (_segment is null) Enter(partition.Segments.Find(Offset));
            else if (_position < _segment.VisibleSizeBytes) Fill(block, maxRecords, maxBytes);
            else EnterNext();
        }
        return true;
    }

    public async ValueTask<bool> WaitAsync(CancellationToken cancellation)
    {
        while (!partition.IsClosed)
        {
            if (Offset < partition.EndOffset || partition.Damage is not null) return true;
            var moved = partition.Tail.Next;
            if (Offset < partition.EndOffset || partition.IsClosed) continue;
            await moved.WaitAsync(cancellation).ConfigureAwait(false);
        }
        return false;
    }

    public void Dispose() => Release();

    void Enter(Segment segment)
    {
        if (segment.TryAcquire() is not { } file) return; // deleted this moment: look again
        Release();
        (_segment, _file, _leftInBatch) = (segment, file, 0);
        if (Offset < segment.BaseOffset)
        {
            LostCount += segment.BaseOffset - Offset;
            Offset = segment.BaseOffset;
        }
        var entry = Offset == segment.BaseOffset ? new OffsetIndex.Entry(Offset, 0) : segment.Index.Floor(Offset, segment.BaseOffset);
        (_walkOffset, _position) = (entry.Offset, entry.Position);
    }

    void EnterNext()
    {
        if (partition.Segments.After(_segment!) is not { } next) throw Damaged("the segment ends before the partition does");
        var isGap = next.BaseOffset > Offset && next.PreviousEndOffset > Offset && partition.StartOffset <= _segment!.BaseOffset;
        if (isGap) throw Damaged($"the segment ends at offset {Offset}, {next.PreviousEndOffset} expected");
        if (Offset < next.BaseOffset || _walkOffset == Offset) Enter(next);
        else throw Damaged("the segment ends before the offset that it should hold");
    }

    void Release()
    {
        _segment?.Release();
        (_segment, _file) = (null, null);
    }

    void Fill(RecordBlock block, int maxRecords, int maxBytes)
    {
        var available = _segment!.VisibleSizeBytes - _position;
        var size = Load(block, 0, (int)Math.Min(available, Math.Max(maxBytes, MinReadSizeBytes)));
        var at = 0;
        while (block.Count < maxRecords)
        {
            if (_leftInBatch == 0 && !TryOpenBatch(block, ref at, ref size, available)) break;
            var walked = RecordDecoder.Decode(block, ref at, size, Math.Min(_leftInBatch, MaxWalk(block, maxRecords)), _walkOffset, Offset,
                _batchTimestampMs);
            if (walked == 0)
            {
                if (block.Count > 0 || at > 0) break;
                if (size >= available) throw Damaged("a record reaches beyond its batch");
                size = Load(block, size, (int)Math.Min(available, size * 4L)); // one record larger than a read
                continue;
            }
            _leftInBatch -= walked;
            _walkOffset += walked;
            Offset = Math.Max(Offset, _walkOffset);
        }
        _position += at;
        block.ByteCount = size;
    }

    int MaxWalk(RecordBlock block, int maxRecords) =>
        (int)Math.Min(int.MaxValue, maxRecords - block.Count + Math.Max(0, Offset - _walkOffset));

    /// <summary>Verifies the batch at <paramref name="at"/> and moves behind its header; false when it is not whole in what was
    /// read.</summary>
    bool TryOpenBatch(RecordBlock block, ref int at, ref int size, long available)
    {
        var fault = FindFault(block, at, ref size, available, out var header);
        if (at > 0 && (fault is not null || header.SizeBytes > size - at)) return false; // what comes before is delivered first
        if (fault is not null) throw Damaged(fault);
        (_leftInBatch, _batchTimestampMs) = (header.Count, header.TimestampMs);
        at += BatchLayout.HeaderSizeBytes;
        return true;
    }

    string? FindFault(RecordBlock block, int at, ref int size, long available, out BatchHeader header)
    {
        header = default;
        if (size - at < BatchLayout.HeaderSizeBytes)
            return at > 0 ? "" : $"{available} bytes found, a batch header of {BatchLayout.HeaderSizeBytes} expected";
        if (BatchHeader.FaultOfHeader(block.Bytes.AsSpan(at, size - at), out header) is { } fault) return fault;
        if (header.SizeBytes > size - at)
        {
            if (at > 0) return null; // the next read starts with it
            if (header.SizeBytes > available) return $"{available} bytes found, a batch of {header.SizeBytes} expected";
            size = Load(block, size, header.SizeBytes);
        }
        return header.FaultOfBody(block.Bytes.AsSpan(at, header.SizeBytes), _walkOffset);
    }

    /// <summary>Reads more of the segment behind what the block holds of it; returns how much that is now.</summary>
    int Load(RecordBlock block, int have, int want)
    {
        block.ByteCount = have;
        block.ReserveBytes(want - have);
        var count = ReadBytes(block.Bytes.AsSpan(have, want - have), _position + have);
        if (have + count < want) throw Damaged($"the file ends {want - have - count} bytes early");
        return want;
    }

    // The disk may answer the next time: nothing has been delivered of what could not be read.
    int ReadBytes(Span<byte> bytes, long position)
    {
        try
        {
            return _file!.Read(bytes, position);
        }
        catch (IOException error)
        {
            throw new LogException(LogErrorKind.Unavailable,
                $"{_segment!.Path}, byte {position} (offset {_walkOffset}) could not be read: {error.Message}. It is tried again; look "
                    + $"into the system's log for errors of the disk.", error);
        }
    }

    LogException Damaged(string fault) => new(LogErrorKind.Corrupt,
        $"{_segment!.Path}, byte {_position} (offset {_walkOffset}): {fault}. "
        + "Restore the file, or see what is lost with 'tally log verify' and accept it with 'tally log repair --accept-loss'.");
}
