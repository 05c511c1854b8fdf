using System.Diagnostics;

namespace Tally.Engine.Operators.Windows.Kinds;

/// <summary>SESSION: a window lasts as long as no gap between its rows reaches the size. The rows decide, not the clock, so there are no
/// slices.</summary>
sealed record SessionKind : WindowKind
{
    public override string Name => "SESSION";

    public override string SizeName => "GAP";

    public override bool IsSliced => false;

    public override long SliceMs(WindowFunction window) => throw new UnreachableException("sessions have no slices");

    public override long LastEnd(WindowFunction window, long sliceStart) => throw new UnreachableException("sessions have no slices");
}
