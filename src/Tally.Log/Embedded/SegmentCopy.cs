using Tally.Log.Files;

namespace Tally.Log.Embedded;

// After a failed sync the pages of a file may count as clean although the disk never got them: a second sync succeeds and proves
// nothing, in this process or in the next. What is still readable is therefore copied to a new file.

/// <summary>Brings records that only the page cache may have to disk, by a copy that takes the segment's place.</summary>
static class SegmentCopy
{
    const string MarkName = "unsynced";

    /// <summary>Leaves a mark that a sync in this partition has failed. It need not survive a crash of the machine: then the page cache
    /// does not either.</summary>
    public static void Mark(IDisk disk, string directory) => disk.Create(Path.Combine(directory, MarkName)).Dispose();

    /// <summary>Whether a sync has failed since the partition was last recovered.</summary>
    public static bool IsMarked(IDisk disk, string directory) => disk.Exists(Path.Combine(directory, MarkName));

    /// <summary>Removes the mark.</summary>
    public static void Unmark(IDisk disk, string directory) => disk.Delete(Path.Combine(directory, MarkName));

    /// <summary>Copies a segment's valid batches and puts the copy in its place, durably.</summary>
    /// <param name="disk">The disk.</param>
    /// <param name="path">The segment.</param>
    /// <param name="offset">Its first offset.</param>
    /// <param name="sizeBytes">How much of it counts.</param>
    /// <exception cref="IOException">The disk failed again, or the records cannot be read any more.</exception>
    public static void Replace(IDisk disk, string path, long offset, long sizeBytes)
    {
        var temporary = path + AtomicFile.TemporarySuffix;
        using (var source = disk.Open(path, readOnly: true))
        using (var target = disk.Create(temporary))
        {
            var scan = new SegmentScan(source, sizeBytes);
            for (; scan.TryNext(offset); offset = scan.Header.EndOffset) target.Write(scan.Batch, scan.BatchPosition);
            if (scan.Fault is not null || scan.Position < sizeBytes)
                throw new IOException(
                    $"{path}, byte {scan.Position} (offset {offset}): {scan.Fault ?? "the file ends"}, after a failed sync");
            target.Sync();
        }
        disk.Rename(temporary, path);
        disk.SyncDirectory(Path.GetDirectoryName(path)!);
    }
}
