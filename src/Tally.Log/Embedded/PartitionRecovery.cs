using Tally.Log.Files;

namespace Tally.Log.Embedded;

// Opening a partition.
//
// A positions file beside a segment promises that everything before the segment is on disk, so the walk starts at the newest segment
// that has one. From there every batch is read and verified. At the first that is not valid one question decides: does a valid batch
// further on say that this one had been acknowledged? Then acknowledged records are gone, and only an operator may accept that. If none
// does, it is what a crash leaves of appends that nobody was told about, and it is cut off. What remains is synced before it is served:
// it may exist only in the page cache of a machine that is about to fail.

/// <summary>Brings a partition's files back to a state that can be served.</summary>
sealed class PartitionRecovery(IDisk disk, string directory, List<LogFinding> findings)
{
    readonly SourceTable _sources = new();
    readonly List<(int Index, PositionsFile File)> _newPositions = [];
    List<Segment> _segments = [];
    long _endOffset;
    LogException? _damage;

    /// <summary>What was found: the segments, the sources' positions, the end, and the damage that stops it, if any.</summary>
    public readonly record struct Result(List<Segment> Segments, SourceTable Sources, long EndOffset, LogException? Damage);

    /// <summary>Recovers the partition.</summary>
    /// <exception cref="IOException">The disk failed; nothing may be served.</exception>
    public Result Run()
    {
        _segments = [.. PartitionFiles.ListSegments(disk, directory).Select(offset => new Segment(disk, directory, offset))];
        PartitionFiles.DeleteLeftovers(disk, directory, _segments);
        if (_segments.Count > 0 && HasBeginning()) Recover();
        return new Result(_segments, _sources, _endOffset, _damage);
    }

    /// <summary>Whether the first segment may be the first: it is that of offset 0, or retention left a positions file beside it.</summary>
    bool HasBeginning()
    {
        var first = _segments[0];
        if (first.BaseOffset == 0 || disk.Exists(SegmentNames.PathOf(directory, first.BaseOffset, SegmentNames.Positions))) return true;
        var fault = $"segment of offset {first.BaseOffset} found, 0 expected";
        if (!IsProvenLoss(0, -1))
        {
            Report(LogFindingKind.TornTail, 0, SegmentNames.Log, 0, 0, $"{fault}: deleted, for it was never acknowledged");
            DeleteBehind(-1);
            disk.SyncDirectory(directory); // or they come back among new segments
            return false;
        }
        Report(LogFindingKind.Gap, 0, SegmentNames.Log, 0, first.BaseOffset, fault);
        Refuse(0, 0, fault);
        _endOffset = first.BaseOffset;
        return false;
    }

    void Recover()
    {
        var start = TrustSynced();
        _endOffset = _segments[start].BaseOffset;
        for (var index = start; index < _segments.Count; index++)
        {
            if (index > start) NotePositions(index);
            if (_segments[index].BaseOffset != _endOffset)
            {
                EndAt(index - 1, _segments[index - 1].WrittenSizeBytes,
                    $"segment of offset {_segments[index].BaseOffset} found, {_endOffset} expected");
                break;
            }
            if (Walk(index) is not { } fault) continue;
            EndAt(index, _segments[index].WrittenSizeBytes, fault);
            break;
        }
        if (_damage is null) SyncFrom(start);
    }

    /// <summary>Takes over what the positions files promise; returns the first segment that must be walked.</summary>
    int TrustSynced()
    {
        var start = 0;
        PositionsFile? newest = null;
        for (var index = 0; index < _segments.Count; index++)
        {
            var positions = PositionsFile.TryRead(disk, directory, _segments[index].BaseOffset, out var fault);
            if (fault is not null) Report(LogFindingKind.SideFile, index, SegmentNames.Positions, 0, 0, fault);
            if (index > 0) Trust(index - 1, positions);
            if (positions is null) continue;
            _segments[index].HasPositions = true;
            _segments[index].PreviousEndOffset = positions.PreviousEndOffset;
            (start, newest) = (index, positions);
        }
        foreach (var source in newest?.Sources ?? []) _sources.Set(source.Name, source.Position, source.LastOffset);
        return start;
    }

    void Trust(int index, PositionsFile? next)
    {
        var segment = _segments[index];
        var size = disk.SizeBytes(segment.Path);
        var expected =
            next?.PreviousSizeBytes ?? SegmentScan.SizeUpTo(disk, segment.Path, segment.BaseOffset, _segments[index + 1].BaseOffset);
        segment.VisibleSizeBytes = segment.WrittenSizeBytes = segment.FlushedSizeBytes = expected;
        segment.NewestTimestampMs = next?.PreviousNewestTimestampMs ?? 0;
        if (size < expected) Report(LogFindingKind.Damage, index, SegmentNames.Log, size, -1, $"{size} bytes found, {expected} expected");
    }

    /// <summary>Verifies a segment's batches up to the next one's offset; returns what is wrong where it stopped.</summary>
    string? Walk(int index)
    {
        var segment = _segments[index];
        var limit = index + 1 < _segments.Count ? _segments[index + 1].BaseOffset : long.MaxValue;
        using var file = disk.Open(segment.Path);
        var scan = new SegmentScan(file, file.SizeBytes);
        segment.Index = new OffsetIndex();
        while (_endOffset < limit && scan.TryNext(_endOffset))
        {
            segment.Index.Note(_endOffset, scan.BatchPosition);
            segment.NewestTimestampMs = Math.Max(segment.NewestTimestampMs, scan.Header.TimestampMs);
            _endOffset = scan.Header.EndOffset;
            if (scan.TryReadSource(out var source, out var position)) _sources.Set(source, position, _endOffset - 1);
        }
        segment.VisibleSizeBytes = segment.WrittenSizeBytes = scan.Position;
        if (_endOffset < limit || scan.Position == file.SizeBytes) return scan.Fault;
        file.Truncate(scan.Position); // superseded by the next segment after a failed sync: never acknowledged
        return null;
    }

    void NotePositions(int index)
    {
        var previous = _segments[index - 1];
        _newPositions.Add((index, new PositionsFile(_endOffset, previous.WrittenSizeBytes, previous.NewestTimestampMs, [.. _sources.All])));
    }

    void EndAt(int index, long position, string fault)
    {
        var segment = _segments[index];
        var size = disk.SizeBytes(segment.Path);
        if (IsProvenLoss(index, position))
        {
            Report(LogFindingKind.Damage, index, SegmentNames.Log, position, -1, fault);
            Refuse(index, position, fault);
            return;
        }
        Report(LogFindingKind.TornTail, index, SegmentNames.Log, position, 0,
            $"{fault}: cut off {size - position} bytes that were never acknowledged");
        DeleteBehind(index);
        using var file = disk.Open(segment.Path);
        file.Truncate(position);
    }

    void Refuse(int index, long position, string fault)
    {
        _damage = new LogException(LogErrorKind.Corrupt,
            $"{_segments[index].Path}, byte {position} (offset {_endOffset}): {fault}, and acknowledged batches follow. "
            + "Restore the file, or see what is lost with 'tally log verify' and accept it with 'tally log repair --accept-loss'.");
        _segments.RemoveRange(index + 1, _segments.Count - index - 1);
    }

    void DeleteBehind(int index)
    {
        while (_segments.Count > index + 1)
        {
            _segments[^1].Delete(); // the newest first, so that a crash in between leaves the same question with the same answer
            _segments.RemoveAt(_segments.Count - 1);
        }
    }

    bool IsProvenLoss(int index, long position)
    {
        for (; index < _segments.Count; index++, position = -1)
        {
            using var file = disk.Open(_segments[index].Path, readOnly: true);
            if (TailProof.Find(file, position, _endOffset, Math.Max(_endOffset, _segments[index].BaseOffset))) return true;
        }
        return false;
    }

    void SyncFrom(int start)
    {
        var mustCopy = SegmentCopy.IsMarked(disk, directory);
        foreach (var segment in _segments.Skip(start))
        {
            if (mustCopy) SegmentCopy.Replace(disk, segment.Path, segment.BaseOffset, segment.WrittenSizeBytes);
            else Sync(segment.Path);
            segment.FlushedSizeBytes = segment.WrittenSizeBytes;
        }
        if (mustCopy) SegmentCopy.Unmark(disk, directory);
        disk.SyncDirectory(directory);
        foreach (var (index, file) in _newPositions.Where(entry => entry.Index < _segments.Count))
        {
            file.Write(disk, directory, _segments[index].BaseOffset);
            _segments[index].HasPositions = true;
        }
    }

    void Sync(string path)
    {
        using var file = disk.Open(path);
        file.Sync();
    }

    void Report(LogFindingKind kind, int index, string suffix, long position, long lostCount, string what)
    {
        var path = SegmentNames.PathOf(directory, _segments[index].BaseOffset, suffix);
        var offset = kind == LogFindingKind.SideFile ? _segments[index].BaseOffset : _endOffset;
        findings.Add(new LogFinding(kind, path, position, offset, Math.Max(0, disk.SizeBytes(path) - position), lostCount, what));
    }
}
