namespace Tally.Engine.Operators.Windows.Slices;

/// <summary>The window functions that cut time by the clock.</summary>
public enum WindowKind
{
    Tumble,
    Hop,
    Cumulate,
}

/// <summary>How time is cut into windows.</summary>
/// <param name="SizeMs">The length of a window; of the longest one for CUMULATE.</param>
/// <param name="SlideMs">From one window to the next (HOP), or from one step to the next (CUMULATE); equals the size for TUMBLE.</param>
/// <param name="OffsetMs">How far the boundaries are moved from 1970-01-01 00:00 local time.</param>
/// <param name="Zone">The session zone when the time is a TIMESTAMP_LTZ: windows are cut on its wall clock. Null for TIMESTAMP.</param>
public sealed record WindowSpec(WindowKind Kind, long SizeMs, long SlideMs, long OffsetMs, TimeZoneInfo? Zone)
{
    /// <summary>How long after its end a window still takes late rows and is corrected.</summary>
    public long LatenessMs { get; init; }
}

/// <summary>The columns that a window adds to a row.</summary>
public enum WindowColumn
{
    /// <summary>TIMESTAMP(3) NOT NULL on the local clock.</summary>
    Start,

    /// <summary>TIMESTAMP(3) NOT NULL on the local clock, exclusive.</summary>
    End,

    /// <summary>End − 1 ms as a time attribute: TIMESTAMP(3), or an instant (TIMESTAMP_LTZ(3)) when the window has a zone.</summary>
    Time,
}
