using Tally.Engine.Connectors;

namespace Tally.Engine.Execution;

/// <summary>How a pump reads.</summary>
/// <param name="BadRecords">Takes the records that give no row.</param>
/// <param name="MaxRecords">The records of a batch.</param>
/// <param name="MaxBytes">The bytes of a batch; one record may be longer.</param>
/// <param name="GuardFuture">Whether event times far ahead of the time of storing are put aside (live streams).</param>
public sealed record PumpOptions(IBadRecords BadRecords, int MaxRecords = PumpOptions.DefaultRecords,
    int MaxBytes = PumpOptions.DefaultBytes, bool GuardFuture = false)
{
#if DEBUG
    // Tiny batches in debug builds: every edge between batches is crossed by ordinary tests.
    public const int DefaultRecords = 7;
#else
    public const int DefaultRecords = 4096;
#endif
    public const int DefaultBytes = 1 << 20;

    /// <summary>Whether late rows are kept: batches with rows behind the watermark then tell where each came from.</summary>
    public bool Late { get; init; }

    /// <summary>Whether time stands still until the input ends, so that no row is late (Flink's batch mode).</summary>
    public bool IsBatch { get; init; }

    /// <summary>Whether a source that is away at the start is waited for; else it is an error.</summary>
    public bool WaitsForSources { get; init; }

    /// <summary>Whether batches tell their source and positions, for INSERT INTO a log.</summary>
    public bool NeedsPositions { get; init; }

    /// <summary>Is told of what is probably a mistake in a table: a column that no record has; null: nobody is.</summary>
    public Action<string>? OnNotice { get; init; }

    /// <summary>The session time zone.</summary>
    public TimeZoneInfo TimeZone { get; init; } = TimeZoneInfo.Utc;
}
