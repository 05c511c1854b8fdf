namespace Tally.Log;

/// <summary>Records that were taken and are not stored where they go.</summary>
/// <param name="Records">How many.</param>
/// <param name="Bytes">About how many bytes they are.</param>
/// <param name="AgeMs">How long the oldest has waited.</param>
public readonly record struct LogLag(long Records, long Bytes, long AgeMs)
{
    /// <summary>Both together.</summary>
    public static LogLag operator +(LogLag a, LogLag b) => new(a.Records + b.Records, a.Bytes + b.Bytes, Math.Max(a.AgeMs, b.AgeMs));
}
