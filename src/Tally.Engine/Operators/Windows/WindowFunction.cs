using Tally.Engine.Operators.Windows.Kinds;

namespace Tally.Engine.Operators.Windows;

/// <summary>A window function with its constants: how time is cut into windows.</summary>
/// <param name="SizeMs">The length of a window; of the longest one for CUMULATE; the gap of SESSION.</param>
/// <param name="SlideMs">From one window to the next (HOP), or from one step to the next (CUMULATE); else the size.</param>
/// <param name="OffsetMs">How far the boundaries are moved from 1970-01-01 00:00 local time.</param>
/// <param name="Zone">The session zone when the time is a TIMESTAMP_LTZ: windows are cut on its wall clock. Null for TIMESTAMP.</param>
public sealed record WindowFunction(WindowKind Kind, long SizeMs, long SlideMs, long OffsetMs, TimeZoneInfo? Zone)
{
    readonly long _latenessMs;

    /// <summary>As SQL writes it.</summary>
    public string Name => Kind.Name;

    /// <summary>How long after its end a window still takes late rows and is corrected ('tally.allowed-lateness'); never for
    /// SESSION.</summary>
    public long LatenessMs
    {
        get => Kind.IsSliced ? _latenessMs : 0;
        init => _latenessMs = value;
    }

    /// <summary>Whether windows that have fired may change.</summary>
    public bool IsCorrected => LatenessMs > 0;

    /// <summary>The last boundary at or before a local time, of those that are a unit apart.</summary>
    public long Floor(long time, long unit)
    {
        var rest = (time - OffsetMs) % unit;
        return time - (rest < 0 ? rest + unit : rest);
    }

    /// <summary>As EXPLAIN shows it: HOP(slide 2 min, size 10 min).</summary>
    public override string ToString()
    {
        var offset = OffsetMs == 0 ? "" : $", offset {Duration(OffsetMs)}";
        var zone = Zone is null ? "" : $", zone {Zone.Id}";
        var lateness = IsCorrected ? $", lateness {Duration(LatenessMs)}" : "";
        return $"{Name}({Kind.Describe(this)}{offset}{zone}{lateness})";
    }

    /// <summary>A duration in the largest unit that divides it.</summary>
    public static string Duration(long ms) =>
        ms != 0 && ms % 86_400_000 == 0 ? $"{ms / 86_400_000} d"
        : ms != 0 && ms % 3_600_000 == 0 ? $"{ms / 3_600_000} h"
        : ms != 0 && ms % 60_000 == 0 ? $"{ms / 60_000} min"
        : ms % 1000 == 0 ? $"{ms / 1000} s" : $"{ms} ms";
}
