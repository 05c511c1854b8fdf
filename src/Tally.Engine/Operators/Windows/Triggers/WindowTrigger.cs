using Tally.Engine.Operators.Windows.Slices;
using Tally.Engine.State;

namespace Tally.Engine.Operators.Windows.Triggers;

/// <summary>Puts windows together from slices, when they are over and for previews.</summary>
sealed class WindowTrigger(SliceAssigner assigner, SliceStore store, WindowEmitter emitter) : IWindowTrigger
{
    readonly List<Slice> _parts = [];

    /// <summary>Emits every window that is over at this local time, in the order of their ends.</summary>
    public void FireUpTo(long progress)
    {
        for (var end = store.NextWindowEnd; end != long.MaxValue && end - 1 <= progress; end = store.NextWindowEnd)
        {
            _parts.Clear();
            foreach (var slice in store.Slices)
                if (slice.NextWindowEnd == end) _parts.Add(slice);
            if (assigner.IsCumulative) FireStep(end);
            else FireWindow(end);
        }
    }

    void FireWindow(long end)
    {
        Emit(_parts, assigner.StartOf(end), end, false);
        foreach (var slice in _parts) Advance(slice, end);
    }

    // The first part becomes the running total of the window.
    void FireStep(long end)
    {
        var total = _parts[0];
        for (var i = 1; i < _parts.Count; i++) store.MergeAndDrop(total, _parts[i]);
        emitter.Emit(total, assigner.StartOf(end), end, false);
        Advance(total, end);
    }

    void Advance(Slice slice, long end)
    {
        slice.NextWindowEnd = end + assigner.Stride;
        if (slice.NextWindowEnd > slice.LastWindowEnd) store.Drop(slice);
    }

    void Emit(IReadOnlyList<Slice> parts, long start, long end, bool isPreview)
    {
        if (parts.Count == 1)
        {
            emitter.Emit(parts[0], start, end, isPreview);
            return;
        }
        var combined = store.Combine(parts);
        emitter.Emit(combined, start, end, isPreview);
        store.Discard(combined);
    }

    /// <summary>Shows the open windows that changed since the last call; of CUMULATE only the newest step of each.</summary>
    public void Preview()
    {
        foreach (var end in ChangedEnds())
        {
            _parts.Clear();
            foreach (var slice in store.Slices)
                if (IsPart(slice, end)) _parts.Add(slice);
            Emit(_parts, assigner.StartOf(end), end, true);
        }
        foreach (var slice in store.Slices) slice.IsDirty = false;
    }

    public void Snapshot(StateWriter writer) { }

    public void Restore(StateReader reader) { }

    bool IsPart(Slice slice, long end) =>
        slice.FirstWindowEnd <= end && end <= slice.LastWindowEnd && assigner.StartOf(end) <= slice.Start && slice.Start < end;

    SortedSet<long> ChangedEnds()
    {
        var ends = new SortedSet<long>();
        foreach (var slice in store.Slices)
        {
            if (!slice.IsDirty) continue;
            if (assigner.IsCumulative) AddNewestStep(ends, slice);
            else
                for (var end = slice.NextWindowEnd; end <= slice.LastWindowEnd; end += assigner.Stride) ends.Add(end);
        }
        return ends;
    }

    void AddNewestStep(SortedSet<long> ends, Slice changed)
    {
        var newest = changed.NextWindowEnd;
        foreach (var slice in store.Slices)
            if (slice.LastWindowEnd == changed.LastWindowEnd) newest = Math.Max(newest, slice.NextWindowEnd);
        ends.Add(newest);
    }
}
