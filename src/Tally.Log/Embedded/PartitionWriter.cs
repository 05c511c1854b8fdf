using Tally.Log.Batches;
using Tally.Log.Files;

namespace Tally.Log.Embedded;

/// <summary>The end of a partition: writes batches, starts segments, and takes back what may not stay. Used under the partition's
/// gate.</summary>
sealed class PartitionWriter(IDisk disk, string directory, SegmentList segments, SourceTable sources, long endOffset)
{
    readonly BatchEncoder _encoder = new();
    readonly List<Unflushed.Stretch> _sealed = [];
    readonly Stack<Segment> _abandoned = new();
    Segment? _active;
    IFile? _file;
    bool _isTailUnclean;
    bool _isDirectoryChanged;

    /// <summary>The offset after the last record written, seen by readers or not.</summary>
    public long EndOffset { get; private set; } = endOffset;

    /// <summary>Whether something is not yet on disk.</summary>
    public bool HasUnflushed =>
        _isDirectoryChanged || _sealed.Count > 0 || (_active is not null && _active.WrittenSizeBytes > _active.FlushedSizeBytes);

    /// <summary>Whether a sealed segment is not yet on disk.</summary>
    public bool HasSealed => _sealed.Count > 0;

    /// <summary>Goes on in the last segment that recovery left.</summary>
    public void ContinueLast()
    {
        _active = segments.Last;
        _file = _active.TryAcquire();
    }

    /// <summary>Writes the records from <paramref name="first"/> on as one batch.</summary>
    /// <exception cref="IOException">Nothing of it is stored.</exception>
    public void Append(string? source, RecordBlock records, int first, long acknowledgedOffset, long nowMs, long maxSegmentSizeBytes)
    {
        var name = source is null ? null : sources.NameOf(source);
        _encoder.Encode(records, first, name, EndOffset, (int)Math.Min(int.MaxValue, EndOffset - acknowledgedOffset), nowMs);
        var batch = _encoder.Batch;
        CleanTail();
        if (_active is null || (_active.WrittenSizeBytes > 0 && _active.WrittenSizeBytes + batch.Length > maxSegmentSizeBytes)) Roll();
        Write(batch);
        var active = _active!;
        active.Index.Note(EndOffset, active.WrittenSizeBytes);
        active.WrittenSizeBytes += batch.Length;
        active.NewestTimestampMs = Math.Max(active.NewestTimestampMs, nowMs);
        EndOffset += records.Count - first;
        if (name is not null) sources.SetUnacknowledged(source!, name, records.Positions[records.Count - 1], EndOffset);
    }

    /// <summary>Ends the current segment and starts one at <see cref="EndOffset"/>.</summary>
    /// <exception cref="IOException">The current segment goes on.</exception>
    public void Roll()
    {
        DeleteAbandoned(); // durably, or they come back among the records that are about to get their offsets
        var next = new Segment(disk, directory, EndOffset);
        var isReplacement = segments.All.Length > 0 && segments.Last.BaseOffset == EndOffset;
        var file = next.Create();
        _isDirectoryChanged = true;
        SealLast(next);
        if (isReplacement) segments.ReplaceLast(next);
        else segments.Add(next);
        (_active, _file) = (next, file);
    }

    /// <summary>Everything that is not yet on disk, for one flush.</summary>
    public Unflushed TakeUnflushed()
    {
        List<Unflushed.Stretch> stretches = [.. _sealed];
        if (_active is not null && _active.WrittenSizeBytes > _active.FlushedSizeBytes)
            stretches.Add(new Unflushed.Stretch(_active, _file!, _active.WrittenSizeBytes));
        var work = new Unflushed(stretches, _isDirectoryChanged, EndOffset);
        _sealed.Clear();
        _isDirectoryChanged = false;
        return work;
    }

    /// <summary>Shows readers all that is written.</summary>
    public void ShowWritten()
    {
        var all = segments.All;
        for (var index = all.Length - 1; index >= 0 && all[index].VisibleSizeBytes < all[index].WrittenSizeBytes; index--)
            all[index].VisibleSizeBytes = all[index].WrittenSizeBytes;
    }

    /// <summary>Notes that a flush has succeeded, and shows readers what it covered.</summary>
    public static void ShowFlushed(Unflushed work)
    {
        foreach (var stretch in work.Stretches)
        {
            stretch.Segment.FlushedSizeBytes = stretch.SizeBytes;
            stretch.Segment.VisibleSizeBytes = Math.Max(stretch.Segment.VisibleSizeBytes, stretch.SizeBytes);
        }
    }

    /// <summary>After a failed sync: takes back what no reader has seen, and never writes to those files again. Their pages may be lost
    /// without a word.</summary>
    /// <param name="visibleOffset">The offset after the last record that readers have seen.</param>
    /// <returns>The segments that had been sealed since the flush began.</returns>
    public List<Unflushed.Stretch> AbandonUnflushed(long visibleOffset)
    {
        IgnoreFailure(() => SegmentCopy.Mark(disk, directory));
        sources.RollBack();
        List<Unflushed.Stretch> ended = [.. _sealed];
        foreach (var stretch in _sealed) stretch.Segment.Release();
        _sealed.Clear();
        _active?.Release();
        _active = null;
        _isTailUnclean = false;
        _isDirectoryChanged = true;
        EndOffset = visibleOffset;
        foreach (var segment in segments.All.Where(segment => segment.BaseOffset >= visibleOffset)) _abandoned.Push(segment);
        while (segments.All.Length > 1 && segments.Last.BaseOffset >= visibleOffset) segments.RemoveLast();
        var kept = segments.Last;
        kept.WrittenSizeBytes = kept.VisibleSizeBytes;
        kept.Index.CutTo(kept.VisibleSizeBytes);
        IgnoreFailure(DeleteAbandoned);
        IgnoreFailure(() => Cut(kept));
        return ended;
    }

    /// <summary>Closes the current file.</summary>
    public void Close()
    {
        foreach (var stretch in _sealed) stretch.Segment.Release();
        _sealed.Clear();
        _active?.Release();
        _active = null;
    }

    void SealLast(Segment next)
    {
        if (segments.All.Length == 0 || segments.Last.BaseOffset == next.BaseOffset) return;
        var ended = segments.Last;
        if (_active is null) _file = ended.TryAcquire(); // a failed sync ended it already; the flush holds a use all the same
        var positions = new PositionsFile(EndOffset, ended.WrittenSizeBytes, ended.NewestTimestampMs, [.. sources.All]);
        _sealed.Add(new Unflushed.Stretch(ended, _file!, ended.WrittenSizeBytes, next, positions));
    }

    void Write(ReadOnlySpan<byte> batch)
    {
        try
        {
            _file!.Write(batch, _active!.WrittenSizeBytes);
        }
        catch (IOException)
        {
            _isTailUnclean = true;
            IgnoreFailure(CleanTail); // at once if possible, else before the next append
            throw;
        }
    }

    void CleanTail()
    {
        if (!_isTailUnclean) return;
        _file!.Truncate(_active!.WrittenSizeBytes);
        _isTailUnclean = false;
    }

    void DeleteAbandoned()
    {
        if (_abandoned.Count == 0) return;
        foreach (var segment in _abandoned) segment.Delete(); // the newest first
        disk.SyncDirectory(directory);
        _abandoned.Clear();
    }

    static void Cut(Segment segment)
    {
        if (segment.TryAcquire() is not { } file) return;
        try
        {
            file.Truncate(segment.VisibleSizeBytes);
        }
        finally
        {
            segment.Release();
        }
    }

    static void IgnoreFailure(Action action)
    {
        try
        {
            action();
        }
        catch (IOException)
        {
            // The caller has already failed; recovery does this again if it must.
        }
    }
}
