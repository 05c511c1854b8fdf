namespace Tally.Engine.Operators.Windows.Kinds;

/// <summary>TUMBLE: windows of one length side by side; a slice is a window.</summary>
sealed record TumbleKind : WindowKind
{
    public override string Name => "TUMBLE";

    public override bool HasFixedLength => true;

    public override long SliceMs(WindowFunction window) => window.SizeMs;

    public override long LastEnd(WindowFunction window, long sliceStart) => sliceStart + window.SizeMs;
}
