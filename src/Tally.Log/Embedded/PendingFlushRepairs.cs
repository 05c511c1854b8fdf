using Tally.Log.Files;

namespace Tally.Log.Embedded;

/// <summary>What flushes still owe: segments to be copied because a sync of them failed, and positions files to be written behind
/// them.</summary>
/// <remarks>
/// Records that readers have seen are copied to a new file while the page cache still has them. Until that is done, no positions file
/// may promise that everything before it is on disk.
/// </remarks>
sealed class PendingFlushRepairs(IDisk disk, string directory, SegmentList segments, Lock gate)
{
    readonly List<Segment> _suspects = [];
    readonly Queue<Unflushed.Stretch> _sealed = new();

    /// <summary>Whether there is something to be done.</summary>
    public bool Any => _suspects.Count + _sealed.Count > 0;

    /// <summary>After a failed sync: notes segments whose visible records may not be on disk. Under the gate.</summary>
    /// <param name="ended">The sealed segments of that flush and behind it.</param>
    public void AddSuspects(IEnumerable<Unflushed.Stretch> ended)
    {
        foreach (var stretch in ended)
        {
            if (stretch.Positions is not null && segments.All.Contains(stretch.Successor)) _sealed.Enqueue(stretch);
        }
        foreach (var segment in segments.All)
        {
            if (segment.FlushedSizeBytes < segment.VisibleSizeBytes && !_suspects.Contains(segment)) _suspects.Add(segment);
        }
    }

    /// <summary>Notes the sealed segments of a flush that has succeeded.</summary>
    public void AddSealed(Unflushed work)
    {
        lock (gate)
        {
            foreach (var stretch in work.Stretches)
            {
                if (stretch.Positions is not null) _sealed.Enqueue(stretch);
            }
        }
    }

    /// <summary>Does what can be done. By one thread at a time, without the gate.</summary>
    /// <exception cref="IOException">The rest stays owed.</exception>
    public void Settle()
    {
        while (Peek(_suspects.FirstOrDefault) is { } suspect)
        {
            var size = suspect.VisibleSizeBytes;
            SegmentCopy.Replace(disk, suspect.Path, suspect.BaseOffset, size);
            lock (gate)
            {
                segments.Replace(suspect, suspect.Renewed(size));
                _suspects.Remove(suspect);
            }
        }
        while (Peek(() => _sealed.TryPeek(out var first) ? first : null) is { } stretch)
        {
            stretch.Segment.KeepIndex();
            stretch.Positions!.Write(disk, directory, stretch.Successor!.BaseOffset);
            lock (gate)
            {
                segments.Find(stretch.Successor.BaseOffset).HasPositions = true;
                _sealed.Dequeue();
            }
        }
    }

    T? Peek<T>(Func<T?> take)
    {
        lock (gate) return take();
    }
}
