namespace Tally.Log.Embedded;

/// <summary>The segments of a partition in order. Readers see one immutable array; the writer replaces it.</summary>
sealed class SegmentList(IEnumerable<Segment> segments)
{
    volatile Segment[] _segments = [.. segments];

    /// <summary>The segments as they are now; at least one.</summary>
    public Segment[] All => _segments;

    public Segment First => _segments[0];

    public Segment Last => _segments[^1];

    /// <summary>The segment that holds an offset: the last that starts at or below it, or the first.</summary>
    public Segment Find(long offset)
    {
        var all = _segments;
        var index = all.Length - 1;
        while (index > 0 && all[index].BaseOffset > offset) index--;
        return all[index];
    }

    /// <summary>The segment that follows one, or null. A segment that has been deleted is followed by the oldest that is left.</summary>
    public Segment? After(Segment segment)
    {
        var all = _segments;
        if (all[^1].BaseOffset <= segment.BaseOffset) return null;
        var index = all.Length - 1;
        while (index > 0 && all[index - 1].BaseOffset > segment.BaseOffset) index--;
        return all[index];
    }

    public void Add(Segment segment) => _segments = [.. _segments, segment];

    public void Replace(Segment old, Segment renewed) => _segments = [.. _segments.Select(segment => segment == old ? renewed : segment)];

    public void RemoveFirst() => _segments = _segments[1..];

    public void ReplaceLast(Segment segment) => _segments = [.. _segments.AsSpan(0, _segments.Length - 1), segment];

    public void RemoveLast() => _segments = _segments[..^1];
}
