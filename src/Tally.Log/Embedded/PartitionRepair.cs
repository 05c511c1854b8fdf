using Tally.Log.Files;

namespace Tally.Log.Embedded;

// Accepting a loss.
//
// A damaged segment is copied whole to "<offset>.damaged" before anything else. Each run of valid batches behind the damage becomes a
// segment of its own, with a positions file that says where the run before it ended: that is what tells a gap that was accepted from
// one that nobody knows of. The damaged segment itself is replaced last, by its first run. A crash at any moment leaves the damage or
// the repair, and both can be repaired again.

/// <summary>Makes a partition readable again at the price of what is damaged; offsets stay what they were.</summary>
sealed class PartitionRepair(IDisk disk, string directory)
{
    /// <summary>Repairs what a check has found.</summary>
    public void Accept(PartitionCheck check)
    {
        SyncAll(); // a positions file promises that all before it is on disk
        var damaged = check.Findings.Where(finding => finding.Kind == LogFindingKind.Damage).Select(finding => finding.Path).ToHashSet();
        for (var index = check.Runs.Count - 1; index >= 0; index--)
        {
            var run = check.Runs[index];
            if (run.Sources is null) continue;
            var previous = index > 0 ? check.Runs[index - 1] : null;
            if (run.Position > 0) WriteSegment(run);
            new PositionsFile(run.PreviousEndOffset, previous?.SizeBytes ?? 0, previous?.NewestTimestampMs ?? 0, run.Sources)
                .Write(disk, directory, run.BaseOffset);
        }
        foreach (var path in damaged) Replace(path, check.Runs);
        disk.SyncDirectory(directory);
    }

    void SyncAll()
    {
        foreach (var offset in PartitionFiles.ListSegments(disk, directory))
        {
            using var file = disk.Open(SegmentNames.PathOf(directory, offset, SegmentNames.Log));
            file.Sync();
        }
    }

    void Replace(string path, List<PartitionCheck.Run> runs)
    {
        SegmentNames.TryParse(Path.GetFileName(path), SegmentNames.Log, out var offset);
        disk.Delete(SegmentNames.PathOf(directory, offset, SegmentNames.Index));
        Copy(path, 0, disk.SizeBytes(path), SegmentNames.PathOf(directory, offset, SegmentNames.Damaged));
        if (runs.Find(run => run.SegmentOffset == offset && run.Position == 0) is { } first) Copy(path, 0, first.SizeBytes, path);
        else disk.Delete(path);
    }

    void WriteSegment(PartitionCheck.Run run) =>
        Copy(SegmentNames.PathOf(directory, run.SegmentOffset, SegmentNames.Log), run.Position, run.SizeBytes,
            SegmentNames.PathOf(directory, run.BaseOffset, SegmentNames.Log));

    void Copy(string from, long position, long sizeBytes, string to)
    {
        var temporary = to + AtomicFile.TemporarySuffix;
        using (var source = disk.Open(from, readOnly: true))
        using (var target = disk.Create(temporary))
        {
            var window = new FileWindow(source, position + sizeBytes);
            for (var at = 0L; at < sizeBytes;)
            {
                var piece = window.At(position + at, (int)Math.Min(1 << 20, sizeBytes - at));
                if (piece.IsEmpty) throw new IOException($"{from} became shorter while it was read");
                target.Write(piece, at);
                at += piece.Length;
            }
            target.Sync();
        }
        disk.Rename(temporary, to);
        disk.SyncDirectory(directory);
    }
}
