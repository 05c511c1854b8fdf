namespace Tally.Engine.Operators.Windows.Slices;

/// <summary>Which slice a time falls into, and which windows hold a slice; all times are local.</summary>
sealed class SliceAssigner(WindowFunction window)
{
    /// <summary>The length of a slice.</summary>
    public long SliceMs { get; } = window.Kind.SliceMs(window);

    /// <summary>Whether the windows over a slice share their start (CUMULATE).</summary>
    public bool IsCumulative => window.Kind.IsCumulative;

    /// <summary>From the end of one window to that of the next over the same slice.</summary>
    public long Stride => window.SlideMs;

    /// <summary>The start of the slice that holds a time.</summary>
    public long SliceStart(long time) => window.Floor(time, SliceMs);

    /// <summary>The end of the first window that holds a slice and is not over at <paramref name="progress"/>; long.MaxValue when there is
    /// none.</summary>
    public long FirstWindowEnd(long sliceStart, long progress = long.MinValue)
    {
        var last = LastWindowEnd(sliceStart);
        if (progress != long.MinValue && last - 1 <= progress) return long.MaxValue;
        var first = window.Kind.FirstEnd(window, sliceStart);
        if (first > last) return long.MaxValue;
        if (progress == long.MinValue || first - 1 > progress) return first;
        var passed = (progress + 1 - first) / Stride + 1;
        return first + passed * Stride;
    }

    /// <summary>The end of the last window that holds a slice; before the slice's own end when none does (a slide longer than the
    /// size).</summary>
    public long LastWindowEnd(long sliceStart) => window.Kind.LastEnd(window, sliceStart);

    /// <summary>The start of the window that ends at <paramref name="end"/>.</summary>
    public long StartOf(long end) => window.Kind.StartOf(window, end);
}
