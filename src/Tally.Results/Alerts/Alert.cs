namespace Tally.Results.Alerts;

/// <summary>A rule that holds for some row of its metric, or has ceased to.</summary>
/// <param name="Id">The same for the same rule, row and window, also after a restart: receivers tell repeats by it.</param>
/// <param name="State">firing or resolved.</param>
/// <param name="Condition">As written, with the number of windows.</param>
/// <param name="Key">The dimensions of the row as text, NULL as null.</param>
/// <param name="Values">The row.</param>
/// <param name="Window">The end of the window in which it began or ended, or null.</param>
/// <param name="At">When this was found.</param>
public sealed record Alert(string Id, string State, string Metric, string Title, string Condition, IReadOnlyDictionary<string, string?> Key,
    IReadOnlyDictionary<string, string?> Values, string? Window, DateTimeOffset At)
{
    public const string Firing = "firing", Resolved = "resolved";
}
