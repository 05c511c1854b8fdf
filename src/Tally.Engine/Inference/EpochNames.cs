namespace Tally.Engine.Inference;

/// <summary>Names of columns that hold a time as a number.</summary>
static class EpochNames
{
    static readonly string[] s_endings = ["ts", "time", "timestamp", "date", "at", "millis", "epoch", "created", "updated", "msec"];

    public static bool Fits(string name) => s_endings.Any(ending => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase));
}
