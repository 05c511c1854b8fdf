using Tally.Engine.Connectors;
using Tally.Engine.Operators;
using Tally.Engine.Planning;

namespace Tally.Engine.Execution.Live;

/// <summary>How a live run works.</summary>
/// <param name="Build">Makes operators for the queries of one group, sharing what they have in common.</param>
/// <param name="CheckpointFolder">Where checkpoints are kept; null for none.</param>
public sealed record LiveOptions(ConnectorRegistry Connectors, ConnectorContext Context,
    Func<IReadOnlyList<(QueryPlan Plan, IOutput Output)>, Pipeline> Build, string? CheckpointFolder = null)
{
    /// <summary>Threads that run queries; 0: as many as there are cores.</summary>
    public int Workers { get; init; }

    /// <summary>Ends when everything is read that the tables hold at the start, instead of waiting for more.</summary>
    public bool ToEnd { get; init; }

    /// <summary>How often changed groups of open windows are shown.</summary>
    public int RefreshIntervalMs { get; init; } = 250;

    public int CheckpointIntervalMs { get; init; } = 10_000;

    /// <summary>After this long without a record a partition no longer holds back the windows.</summary>
    public int IdleTimeoutMs { get; init; } = 30_000;

    /// <summary>The records of a batch.</summary>
    public int BatchRecords { get; init; } = PumpOptions.DefaultRecords;

    /// <summary>Batches of one table under way between its pump and the slowest worker.</summary>
    public int BatchesUnderWay { get; init; } = 8;

    /// <summary>Is given what stops a query and is no error of a user's, a disk's or a network's: a fault of Tally.</summary>
    public Action<Exception>? OnFault { get; init; }

    /// <summary>Keeps records that cannot be used or came too late; null: they are only counted.</summary>
    public IDeadLetterSink? DeadLetters { get; init; }
}
