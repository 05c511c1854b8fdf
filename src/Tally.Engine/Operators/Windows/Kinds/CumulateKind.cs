namespace Tally.Engine.Operators.Windows.Kinds;

/// <summary>CUMULATE: windows that begin together and end a step apart, up to the size; a slice is a step.</summary>
sealed record CumulateKind : WindowKind
{
    public override string Name => "CUMULATE";

    public override string SlideName => "STEP";

    public override bool IsGroupWindow => false;

    public override bool IsCumulative => true;

    public override long SliceMs(WindowFunction window) => window.SlideMs;

    public override long LastEnd(WindowFunction window, long sliceStart) => window.Floor(sliceStart, window.SizeMs) + window.SizeMs;

    public override long StartOf(WindowFunction window, long end) => window.Floor(end - 1, window.SizeMs);
}
