namespace Tally.Benchmarks.Harness;

/// <summary>One measured number.</summary>
/// <param name="Key">Stable name for comparisons between figures: "shop/log".</param>
/// <param name="What">The words of its row.</param>
/// <param name="Detail">What belongs to it: wall time, memory, how it was measured.</param>
/// <param name="AtLeast">The target where more is better; null for none.</param>
/// <param name="AtMost">The target where less is better; null for none.</param>
sealed record Figure(string Key, string What, double Value, string Unit, string Detail = "", double? AtLeast = null, double? AtMost = null)
{
    /// <summary>Whether the README's table shows it.</summary>
    public bool IsHeadline { get; init; }

    /// <summary>Why there is no value; null when there is one.</summary>
    public string? Missing { get; init; }

    /// <summary>Whether the target is reached; null without a target.</summary>
    public bool? IsReached =>
        Missing is not null ? null
        : AtLeast is { } least ? Value >= least
        : AtMost is { } most ? Value <= most
        : null;

    public static Figure NotMeasured(string key, string what, string reason) => new(key, what, double.NaN, "") { Missing = reason };
}
