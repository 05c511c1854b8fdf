using Tally.Engine.Expressions;

namespace Tally.Engine.Catalog;

/// <summary>The setting 'tally.allowed-lateness': how long after its end a window still takes late rows and is corrected.</summary>
static class AllowedLateness
{
    public const string Key = "tally.allowed-lateness";

    /// <summary>In milliseconds; 0 without it.</summary>
    public static long Of(BindingContext context) =>
        context.Settings.TryGetValue(Key, out var text) && Durations.TryParse(text, out var lateness)
            ? (long)lateness.TotalMilliseconds
            : 0;
}
