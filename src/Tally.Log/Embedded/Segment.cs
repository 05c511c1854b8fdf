using Tally.Log.Files;

namespace Tally.Log.Embedded;

/// <summary>One file of a partition. Its handle is open while somebody uses it, and a deleted one can be read to its end by who has
/// it.</summary>
sealed class Segment(IDisk disk, string directory, long baseOffset)
{
    readonly Lock _gate = new();
    IFile? _file;
    int _users;
    bool _deleted;
    long _visibleSizeBytes;
    OffsetIndex? _index;

    /// <summary>The offset of the first record.</summary>
    public long BaseOffset { get; } = baseOffset;

    /// <summary>The file.</summary>
    public string Path { get; } = SegmentNames.PathOf(directory, baseOffset, SegmentNames.Log);

    /// <summary>How much of the file readers may see.</summary>
    public long VisibleSizeBytes
    {
        get => Volatile.Read(ref _visibleSizeBytes);
        set => Volatile.Write(ref _visibleSizeBytes, value);
    }

    /// <summary>How much of the file is written; the writer's only.</summary>
    public long WrittenSizeBytes { get; set; }

    /// <summary>How much of the file is known to be on disk; the writer's only.</summary>
    public long FlushedSizeBytes { get; set; }

    /// <summary>The greatest timestamp of its batches; 0 when it is not known.</summary>
    public long NewestTimestampMs { get; set; }

    /// <summary>The offset after the segment before it, which is less than <see cref="BaseOffset"/> only where a repair left a
    /// gap.</summary>
    public long PreviousEndOffset { get; set; } = baseOffset;

    /// <summary>Whether a positions file says that all before this segment is on disk.</summary>
    public bool HasPositions { get; set; }

    /// <summary>The sparse index; a sealed segment reads or builds it when it is first needed.</summary>
    public OffsetIndex Index
    {
        get => _index ??= IndexFile.TryRead(disk, IndexPath, BaseOffset, VisibleSizeBytes) ?? Rebuild();
        set => _index = value;
    }

    string IndexPath => SegmentNames.PathOf(directory, BaseOffset, SegmentNames.Index);

    /// <summary>Makes the file new and empty; the writer is its first user.</summary>
    public IFile Create()
    {
        _file = disk.Create(Path);
        _users = 1;
        _index = new OffsetIndex();
        return _file;
    }

    /// <summary>The open file for a user who will call <see cref="Release"/>; null when retention has deleted the segment.</summary>
    public IFile? TryAcquire()
    {
        lock (_gate)
        {
            if (_users == 0)
            {
                if (_deleted) return null;
                _file = disk.Open(Path);
            }
            _users++;
            return _file;
        }
    }

    /// <summary>Ends a use; the last one closes the file.</summary>
    public void Release()
    {
        lock (_gate)
        {
            if (--_users > 0) return;
            _file!.Dispose();
            _file = null;
        }
    }

    /// <summary>Removes the segment's file; who reads it now may go on to its end.</summary>
    /// <exception cref="IOException">It is still there.</exception>
    public void Delete()
    {
        lock (_gate)
        {
            disk.Delete(Path);
            _deleted = true;
        }
    }

    /// <summary>Removes what lies beside a deleted segment; the next start removes what is left.</summary>
    public void DeleteSideFiles()
    {
        disk.Delete(IndexPath);
        disk.Delete(SegmentNames.PathOf(directory, BaseOffset, SegmentNames.Positions));
    }

    /// <summary>The same segment in a new file that is known to be on disk; who uses the old one may go on.</summary>
    public Segment Renewed(long sizeBytes)
    {
        lock (_gate) _deleted = true;
        return new Segment(disk, directory, BaseOffset)
        {
            VisibleSizeBytes = sizeBytes,
            WrittenSizeBytes = sizeBytes,
            FlushedSizeBytes = sizeBytes,
            NewestTimestampMs = NewestTimestampMs,
            PreviousEndOffset = PreviousEndOffset,
            HasPositions = HasPositions,
            Index = Index,
        };
    }

    /// <summary>Writes the index beside a segment that will not grow any more.</summary>
    public void KeepIndex() => IndexFile.TryWrite(disk, IndexPath, Index, BaseOffset, VisibleSizeBytes);

    OffsetIndex Rebuild()
    {
        var index = SegmentScan.BuildIndex(disk, Path, BaseOffset, VisibleSizeBytes);
        IndexFile.TryWrite(disk, IndexPath, index, BaseOffset, VisibleSizeBytes);
        return index;
    }
}
