using System.Numerics;

namespace Tally.Engine.Operators.Windows.Slices;

/// <summary>The arithmetic of windows on the local clock: which slice a time falls into, and which windows hold a slice.</summary>
/// <remarks>A slice is the smallest piece that the windows over it share: the window itself (TUMBLE), the greatest common divisor of size and slide (HOP), a step (CUMULATE).</remarks>
public sealed class SliceAssigner
{
    readonly WindowSpec _window;

    public SliceAssigner(WindowSpec window)
    {
        _window = window;
        SliceMs = window.Kind switch
        {
            WindowKind.Tumble => window.SizeMs,
            WindowKind.Hop => (long)BigInteger.GreatestCommonDivisor(window.SizeMs, window.SlideMs),
            _ => window.SlideMs,
        };
    }

    /// <summary>The length of a slice.</summary>
    public long SliceMs { get; }

    /// <summary>The start of the slice that holds a time.</summary>
    public long SliceStart(long time) => Floor(time, SliceMs);

    /// <summary>The end of the first window that holds a slice and is not over at <paramref name="progress"/>; long.MaxValue when there is none.</summary>
    public long FirstWindowEnd(long sliceStart, long progress = long.MinValue)
    {
        var last = LastWindowEnd(sliceStart);
        if (progress != long.MinValue && last - 1 <= progress) return long.MaxValue;
        var first = EarliestEnd(sliceStart);
        if (first > last) return long.MaxValue;
        if (progress == long.MinValue || first - 1 > progress) return first;
        var passed = (progress + 1 - first) / Stride + 1;
        return first + passed * Stride;
    }

    /// <summary>The end of the last window that holds a slice; before the slice's own end when none does (a slide longer than the size).</summary>
    public long LastWindowEnd(long sliceStart) => _window.Kind switch
    {
        WindowKind.Tumble => sliceStart + _window.SizeMs,
        WindowKind.Hop => Floor(sliceStart, _window.SlideMs) + _window.SizeMs,
        _ => Floor(sliceStart, _window.SizeMs) + _window.SizeMs,
    };

    /// <summary>Whether the windows over a slice share their start (CUMULATE).</summary>
    public bool IsCumulative => _window.Kind == WindowKind.Cumulate;

    /// <summary>From the end of one window to that of the next over the same slice.</summary>
    public long Stride => _window.SlideMs;

    /// <summary>The start of the window that ends at <paramref name="end"/>.</summary>
    public long StartOf(long end) => _window.Kind == WindowKind.Cumulate ? Floor(end - 1, _window.SizeMs) : end - _window.SizeMs;

    long EarliestEnd(long sliceStart) => _window.Kind switch
    {
        WindowKind.Hop => Floor(sliceStart + SliceMs - _window.SizeMs + _window.SlideMs - 1, _window.SlideMs) + _window.SizeMs,
        _ => sliceStart + SliceMs,
    };

    long Floor(long time, long unit)
    {
        var shifted = time - _window.OffsetMs;
        var rest = shifted % unit;
        return time - (rest < 0 ? rest + unit : rest);
    }
}
