using Tally.Log.Files;

namespace Tally.Log.Embedded;

/// <summary>Walks every byte of a partition without changing it: what is valid, in runs, and what is not.</summary>
sealed class PartitionCheck(IDisk disk, string directory)
{
    readonly SourceTable _sources = new();
    List<long> _bases = [];
    long _expected;
    long _validEnd;
    long _newestMs;
    bool _isLossBefore;
    int _lossIndex = -1;

    /// <summary>A run of valid batches in one segment.</summary>
    /// <param name="SegmentOffset">The segment's first offset, as its name says.</param>
    /// <param name="BaseOffset">The run's first offset.</param>
    /// <param name="EndOffset">The offset after it.</param>
    /// <param name="Position">Where it starts in the file.</param>
    /// <param name="SizeBytes">How long it is.</param>
    /// <param name="NewestTimestampMs">Its greatest timestamp.</param>
    /// <param name="PreviousEndOffset">The offset after the run before; less than <paramref name="BaseOffset"/> where records are
    /// lost.</param>
    /// <param name="Sources">The sources' positions before it, where the segment before it is lost or will be another after a repair; else
    /// null.</param>
    public sealed record Run(long SegmentOffset, long BaseOffset, long EndOffset, long Position, long SizeBytes, long NewestTimestampMs,
        long PreviousEndOffset, SourceTable.SourcePosition[]? Sources);

    /// <summary>What is not as it should be, in order.</summary>
    public List<LogFinding> Findings { get; } = [];

    /// <summary>The valid batches.</summary>
    public List<Run> Runs { get; } = [];

    /// <summary>Walks the partition.</summary>
    public PartitionCheck Walk()
    {
        _bases = PartitionFiles.ListSegments(disk, directory);
        var newest = _bases.FindLastIndex(offset => PositionsFile.TryRead(disk, directory, offset, out _) is not null);
        if (_bases.Count > 0) _expected = _validEnd = _bases[0];
        for (var index = 0; index < _bases.Count; index++)
        {
            Enter(index);
            if (!WalkSegment(index, mayBeTorn: index >= newest)) break;
        }
        return this;
    }

    void Enter(int index)
    {
        var offset = _bases[index];
        var positions = PositionsFile.TryRead(disk, directory, offset, out var fault);
        if (fault is not null) Report(LogFindingKind.SideFile, index, SegmentNames.Positions, 0, -1, 0, fault);
        if (offset > _expected && positions?.PreviousEndOffset != _validEnd)
        {
            Report(LogFindingKind.Gap, index, SegmentNames.Log, 0, 0, offset - _expected,
                $"segment of offset {offset} found, {_expected} expected");
            _isLossBefore = true;
        }
        foreach (var source in positions?.Sources ?? []) _sources.Set(source.Name, source.Position, source.LastOffset);
    }

    void CheckIndex(int index, long sizeBytes)
    {
        var path = SegmentNames.PathOf(directory, _bases[index], SegmentNames.Index);
        if (disk.Exists(path) && IndexFile.TryRead(disk, path, _bases[index], sizeBytes) is null)
            Report(LogFindingKind.SideFile, index, SegmentNames.Index, 0, -1, 0,
                "it does not fit its segment and is built again when needed");
    }

    /// <summary>Walks a segment up to the next one's offset; false when what follows was never acknowledged.</summary>
    bool WalkSegment(int index, bool mayBeTorn)
    {
        var limit = index + 1 < _bases.Count ? _bases[index + 1] : long.MaxValue;
        using var file = disk.Open(SegmentNames.PathOf(directory, _bases[index], SegmentNames.Log), readOnly: true);
        var scan = new SegmentScan(file, file.SizeBytes);
        _expected = _bases[index];
        while (true)
        {
            WalkRun(index, scan, limit);
            if (scan.Fault is not { } fault || _expected >= limit)
            {
                if (_lossIndex != index && limit < long.MaxValue) CheckIndex(index, scan.Position);
                return true;
            }
            var (position, lost) = (scan.Position, _expected);
            if (mayBeTorn && !IsProvenLoss(index, position))
            {
                Report(LogFindingKind.TornTail, index, SegmentNames.Log, position, file.SizeBytes - position, 0,
                    $"{fault}; never acknowledged, the next start cuts it off");
                return false;
            }
            (_isLossBefore, _lossIndex) = (true, index);
            var isFound = scan.TrySkipDamage(_expected) && scan.PeekOffset() < limit;
            _expected = isFound ? scan.PeekOffset() : limit == long.MaxValue ? _expected : limit;
            Report(LogFindingKind.Damage, index, SegmentNames.Log, position, (isFound ? scan.Position : file.SizeBytes) - position,
                _expected - lost, fault, lost);
            if (!isFound) return true;
        }
    }

    void WalkRun(int index, SegmentScan scan, long limit)
    {
        var (position, baseOffset) = (scan.Position, _expected);
        var isAfterRepair = _isLossBefore || (_lossIndex >= 0 && _lossIndex == index - 1 && position == 0);
        var sources = isAfterRepair ? _sources.All.ToArray() : null;
        _newestMs = 0;
        while (_expected < limit && scan.TryNext(_expected))
        {
            _expected = scan.Header.EndOffset;
            _newestMs = Math.Max(_newestMs, scan.Header.TimestampMs);
            if (scan.TryReadSource(out var source, out var highest)) _sources.Set(source, highest, _expected - 1);
        }
        if (_expected == baseOffset) return;
        Runs.Add(new Run(_bases[index], baseOffset, _expected, position, scan.Position - position, _newestMs, _validEnd, sources));
        _validEnd = _expected;
        _isLossBefore = false;
    }

    bool IsProvenLoss(int index, long position)
    {
        for (; index < _bases.Count; index++, position = -1)
        {
            using var file = disk.Open(SegmentNames.PathOf(directory, _bases[index], SegmentNames.Log), readOnly: true);
            if (TailProof.Find(file, position, _expected, Math.Max(_expected, _bases[index]))) return true;
        }
        return false;
    }

    void Report(LogFindingKind kind, int index, string suffix, long position, long sizeBytes, long lostCount, string what,
        long? offset = null)
    {
        var path = SegmentNames.PathOf(directory, _bases[index], suffix);
        Findings.Add(new LogFinding(kind, path, position, offset ?? (kind == LogFindingKind.SideFile ? _bases[index] : _expected),
            sizeBytes < 0 ? disk.SizeBytes(path) : sizeBytes, lostCount, what));
    }
}
