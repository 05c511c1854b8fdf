namespace Tally.Engine.Planning.Logical;

/// <summary>A window function with its constants.</summary>
/// <param name="Name">TUMBLE, HOP, CUMULATE or SESSION.</param>
/// <param name="SizeMs">The length of a window; of the longest one for CUMULATE; the gap of SESSION.</param>
/// <param name="SlideMs">The slide of HOP, the step of CUMULATE; else the size.</param>
/// <param name="OffsetMs">How far the boundaries are moved.</param>
/// <param name="Zone">The session zone when the time is a TIMESTAMP_LTZ; null for TIMESTAMP.</param>
public sealed record WindowFunction(string Name, long SizeMs, long SlideMs, long OffsetMs, TimeZoneInfo? Zone)
{
    public bool IsSession => Name == "SESSION";

    /// <summary>How long after its end a window still takes late rows and is corrected ('tally.allowed-lateness'); never for SESSION.</summary>
    public long LatenessMs { get; init; }

    /// <summary>Whether windows that have fired may change.</summary>
    public bool IsCorrected => LatenessMs > 0;

    /// <summary>As EXPLAIN shows it: HOP(slide 2 min, size 10 min).</summary>
    public override string ToString()
    {
        var first = Name switch
        {
            "HOP" => $"slide {Duration(SlideMs)}, size {Duration(SizeMs)}",
            "CUMULATE" => $"step {Duration(SlideMs)}, size {Duration(SizeMs)}",
            "SESSION" => $"gap {Duration(SizeMs)}",
            _ => $"size {Duration(SizeMs)}",
        };
        return $"{Name}({first}{(OffsetMs == 0 ? "" : $", offset {Duration(OffsetMs)}")}{(Zone is null ? "" : $", zone {Zone.Id}")}{(IsCorrected ? $", lateness {Duration(LatenessMs)}" : "")})";
    }

    /// <summary>A duration in the largest unit that divides it.</summary>
    public static string Duration(long ms) =>
        ms != 0 && ms % 86_400_000 == 0 ? $"{ms / 86_400_000} d"
        : ms != 0 && ms % 3_600_000 == 0 ? $"{ms / 3_600_000} h"
        : ms != 0 && ms % 60_000 == 0 ? $"{ms / 60_000} min"
        : ms % 1000 == 0 ? $"{ms / 1000} s" : $"{ms} ms";
}
