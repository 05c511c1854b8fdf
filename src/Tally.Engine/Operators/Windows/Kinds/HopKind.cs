using System.Numerics;

namespace Tally.Engine.Operators.Windows.Kinds;

/// <summary>HOP: windows of one length that begin every slide; a slice is the greatest common divisor of both.</summary>
sealed record HopKind : WindowKind
{
    public override string Name => "HOP";

    public override string SlideName => "SLIDE";

    public override bool HasFixedLength => true;

    public override bool IsOverlapping => true;

    public override long SliceMs(WindowFunction window) => (long)BigInteger.GreatestCommonDivisor(window.SizeMs, window.SlideMs);

    public override long FirstEnd(WindowFunction window, long sliceStart) =>
        window.Floor(sliceStart + SliceMs(window) - window.SizeMs + window.SlideMs - 1, window.SlideMs) + window.SizeMs;

    public override long LastEnd(WindowFunction window, long sliceStart) => window.Floor(sliceStart, window.SlideMs) + window.SizeMs;
}
