namespace Tally.Results.Sharing;

/// <summary>The keys of shared results; the braces keep them on one node of a cluster.</summary>
static class SharedKeys
{
    /// <summary>A hash: metric → version of its newest rows, metric + AllSuffix → version of all rows.</summary>
    public const string Versions = "{tally:results}:versions";

    /// <summary>A hash with the documents, under the same names.</summary>
    public const string Documents = "{tally:results}:documents";

    /// <summary>What the engine is doing, as JSON.</summary>
    public const string Statistics = "{tally:results}:statistics";

    /// <summary>Behind a metric's name: all rows, not only those of the newest window.</summary>
    public const string AllSuffix = "/all";
}
