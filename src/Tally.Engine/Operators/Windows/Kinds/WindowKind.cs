using System.Collections.Immutable;

namespace Tally.Engine.Operators.Windows.Kinds;

// A kind of window is one class: what SQL calls it and its arguments, how it cuts time into slices, and which windows hold a slice.
// Everything else asks a kind; nobody compares names.

/// <summary>A window function of SQL: its name, its arguments, its arithmetic.</summary>
public abstract record WindowKind
{
    public static readonly WindowKind Tumble = new TumbleKind(), Hop = new HopKind(), Cumulate = new CumulateKind(),
        Session = new SessionKind();

    /// <summary>All kinds, in the order in which messages list them.</summary>
    public static ImmutableArray<WindowKind> All { get; } = [Tumble, Hop, Cumulate, Session];

    /// <summary>As SQL writes it, in capitals.</summary>
    public abstract string Name { get; }

    /// <summary>The argument that gives the length of a window.</summary>
    public virtual string SizeName => "SIZE";

    /// <summary>The argument that gives the distance from one window to the next; null when there is none.</summary>
    public virtual string? SlideName => null;

    /// <summary>The names of the arguments, in order; OFFSET may be left out.</summary>
    public ImmutableArray<string> Parameters => [.. Required, .. IsSliced ? ["OFFSET"] : Array.Empty<string>()];

    /// <summary>The arguments that must be there.</summary>
    public ImmutableArray<string> Required => SlideName is { } slide ? ["DATA", "TIMECOL", slide, SizeName] : ["DATA", "TIMECOL", SizeName];

    /// <summary>Whether time is cut by the clock alone, so that rows can be kept by slices. The arithmetic below is only for such
    /// kinds.</summary>
    public virtual bool IsSliced => true;

    /// <summary>Whether it may stand in GROUP BY, the older spelling.</summary>
    public virtual bool IsGroupWindow => true;

    /// <summary>Whether every window is equally long, so that one bound tells the other.</summary>
    public virtual bool HasFixedLength => false;

    /// <summary>Whether the windows over a slice share their start and grow step by step.</summary>
    public virtual bool IsCumulative => false;

    /// <summary>Whether a row can belong to several windows of equal rank.</summary>
    public virtual bool IsOverlapping => false;

    /// <summary>The kind of that name; null when there is none.</summary>
    public static WindowKind? Find(string name) => All.FirstOrDefault(kind => kind.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The length of a slice: the smallest piece that the windows over it share.</summary>
    public abstract long SliceMs(WindowFunction window);

    /// <summary>The end of the first window that holds a slice.</summary>
    public virtual long FirstEnd(WindowFunction window, long sliceStart) => sliceStart + SliceMs(window);

    /// <summary>The end of the last window that holds a slice; before the slice's own end when none does (a slide longer than the
    /// size).</summary>
    public abstract long LastEnd(WindowFunction window, long sliceStart);

    /// <summary>The start of the window that ends at <paramref name="end"/>.</summary>
    public virtual long StartOf(WindowFunction window, long end) => end - window.SizeMs;

    /// <summary>The constants as EXPLAIN shows them: "slide 2 min, size 10 min".</summary>
    public virtual string Describe(WindowFunction window) => SlideName is null
        ? $"{SizeName.ToLowerInvariant()} {WindowFunction.Duration(window.SizeMs)}"
        : $"{SlideName.ToLowerInvariant()} {WindowFunction.Duration(window.SlideMs)}, {SizeName.ToLowerInvariant()} "
            + $"{WindowFunction.Duration(window.SizeMs)}";

    public sealed override string ToString() => Name;
}
