using Tally.Engine.Operators.Windows.Slices;
using Tally.Engine.State;

namespace Tally.Engine.Operators.Windows.Triggers;

// Windows that are corrected.
//
// With an allowed lateness a window has two ends: when the watermark passes the first it fires, as every window; until the watermark passes
// the second,
// which is the lateness later, its slices stay and late rows are added to them. What was emitted of it is kept as long (WindowCorrections),
// so that a
// correction is the difference: rows before and after, deletes, inserts. Corrections leave before the watermark that closes their window is
// passed on.

/// <summary>Puts windows together from slices when they are over, and again when late rows have changed them; then forgets them.</summary>
/// <param name="assigner">Cuts the windows; null where each slice is a window of its own.</param>
sealed class CorrectingTrigger(SliceAssigner? assigner, SliceStore store, WindowEmitter emitter, WindowCorrections corrections,
    long latenessMs) : IWindowTrigger
{
    readonly List<Slice> _parts = [];
    long _progress = long.MinValue;

    public void FireUpTo(long progress)
    {
        Correct();
        while (NextWindow(progress) is var (end, start))
        {
            Emit(end, start, isPreview: false);
            foreach (var slice in _parts) slice.NextWindowEnd = end + Stride;
        }
        _progress = Math.Max(_progress, progress);
        Close(WindowCorrections.Earlier(_progress, latenessMs));
    }

    public void Preview()
    {
        Correct();
        foreach (var (end, start) in OpenWindows()) Emit(end, start, isPreview: true);
        foreach (var slice in store.Slices) slice.IsDirty = false;
    }

    // Emits the difference that rows since the last time make to windows that have fired.
    void Correct()
    {
        var closed = WindowCorrections.Earlier(_progress, latenessMs);
        var changed = new SortedSet<(long End, long Start)>();
        foreach (var slice in store.Slices)
        {
            if (!slice.NeedsCorrection) continue;
            slice.NeedsCorrection = false;
            for (var end = slice.FirstWindowEnd; end <= slice.LastWindowEnd && end - 1 <= _progress; end += Stride)
            {
                if (end - 1 > closed) changed.Add((end, StartOf(slice, end)));
                slice.NextWindowEnd = Math.Max(slice.NextWindowEnd, end + Stride);
            }
        }
        foreach (var (end, start) in changed) Emit(end, start, isPreview: false);
    }

    void Emit(long end, long start, bool isPreview)
    {
        _parts.Clear();
        foreach (var slice in store.Slices)
            if (IsPart(slice, end, start)) _parts.Add(slice);
        var groups = _parts.Count == 1 ? _parts[0] : store.Combine(_parts);
        if (isPreview) emitter.Emit(groups, start, end, true);
        else corrections.Emit(groups, start, end);
        if (_parts.Count > 1) store.Discard(groups);
    }

    // Forgets windows that take no rows any more. Steps of CUMULATE that are closed become one running total.
    void Close(long closed)
    {
        corrections.Forget(closed);
        foreach (var slice in store.Slices.Where(slice => slice.LastWindowEnd - 1 <= closed).ToList()) store.Drop(slice);
        if (assigner is not { IsCumulative: true }) return;
        foreach (var steps in store.Slices.Where(slice => slice.FirstWindowEnd - 1 <= closed).GroupBy(slice => slice.LastWindowEnd)
            .ToList())
            foreach (var step in steps.Skip(1)) store.MergeAndDrop(steps.First(), step);
    }

    (long End, long Start)? NextWindow(long progress)
    {
        (long End, long Start)? next = null;
        foreach (var slice in store.Slices)
        {
            if (slice.NextWindowEnd > slice.LastWindowEnd || slice.NextWindowEnd - 1 > progress) continue;
            var window = (slice.NextWindowEnd, StartOf(slice, slice.NextWindowEnd));
            if (next is null || window.CompareTo(next.Value) < 0) next = window;
        }
        return next;
    }

    // Of CUMULATE only the newest step of each window.
    SortedSet<(long End, long Start)> OpenWindows()
    {
        var windows = new SortedSet<(long End, long Start)>();
        foreach (var slice in store.Slices)
        {
            if (!slice.IsDirty) continue;
            var first = assigner is { IsCumulative: true }
                ? store.Slices.Where(other => other.LastWindowEnd == slice.LastWindowEnd).Max(other => other.NextWindowEnd)
                : slice.NextWindowEnd;
            for (var end = first; end <= slice.LastWindowEnd; end += Stride)
            {
                windows.Add((end, StartOf(slice, end)));
                if (assigner is { IsCumulative: true }) break;
            }
        }
        return windows;
    }

    long Stride => assigner?.Stride ?? 1;

    long StartOf(Slice slice, long end) => assigner?.StartOf(end) ?? slice.Start;

    bool IsPart(Slice slice, long end, long start) =>
        assigner is null
            ? slice.LastWindowEnd == end && slice.Start == start
            : slice.FirstWindowEnd <= end && end <= slice.LastWindowEnd && start <= slice.Start && slice.Start < end;

    public void Snapshot(StateWriter writer)
    {
        writer.Write(_progress);
        corrections.Snapshot(writer);
    }

    public void Restore(StateReader reader)
    {
        _progress = reader.ReadInt64();
        corrections.Restore(reader);
    }
}
