using System.Collections.Immutable;
using Tally.Log;

namespace Tally.Engine.Execution;

/// <summary>What a live run is doing, at one moment; made once a second.</summary>
/// <param name="CheckpointAgeMs">Since the newest complete checkpoint; null when there is none yet.</param>
/// <param name="CheckpointError">Why the last attempt failed; null when it did not.</param>
public sealed record LiveStatistics(DateTimeOffset At, ImmutableArray<StreamStatistics> Streams, ImmutableArray<QueryStatistics> Queries,
    long? CheckpointAgeMs, long CheckpointSizeBytes, long CheckpointCount, string? CheckpointError, int RingUsed, int RingSize)
{
    /// <summary>When everything was computed that there was to read at the start; null before.</summary>
    public DateTimeOffset? CaughtUpAt { get; init; }

    /// <summary>What an operator should know although everything goes on.</summary>
    public IReadOnlyList<string> FindNotices() =>
        [.. Streams.SelectMany(stream => stream.Notices.Select(notice => $"the stream {stream.Name}: {notice}"))];

    /// <summary>Why dead letters cannot be stored just now; null while they can.</summary>
    public string? DeadLetterProblem { get; init; }

    /// <summary>What a gateway keeps until the center has it, by topic.</summary>
    public ImmutableArray<SpoolStatistics> Spool { get; init; } = [];
}

/// <summary>A table that is read.</summary>
/// <param name="WatermarkMs">The least over its partitions that are not idle; null before the first.</param>
/// <param name="Backlog">What waits to be read: records of a topic, bytes of files.</param>
/// <param name="Dead">Records put aside, by kind.</param>
public sealed record StreamStatistics(string Name, long Rows, double RowsPerSecond, long Bytes, double BytesPerSecond, long? WatermarkMs,
    long Backlog,
    ImmutableDictionary<string, long> Dead, long Late, ImmutableArray<PartitionStatistics> Partitions)
{
    /// <summary>The backlog where it is in bytes, else null.</summary>
    public long? BacklogBytes { get; init; }

    /// <summary>What keeps the source from being read just now; null while all is well.</summary>
    public string? Problem { get; init; }

    /// <summary>Records that retention deleted before they were read.</summary>
    public long Lost { get; init; }

    /// <summary>What an operator should know although records are read: a path without files, one that may not be read.</summary>
    public ImmutableArray<string> Notices { get; init; } = [];

    /// <summary>Files that were there and are not to be found any more.</summary>
    public ImmutableArray<string> Losses { get; init; } = [];

    /// <summary>Their bytes that are known to be unread.</summary>
    public long LostBytes { get; init; }

    /// <summary>How often the source has been looked through for partitions that are new or silent.</summary>
    public long LookCount { get; init; }
}

/// <summary>A partition of a table that is read.</summary>
public sealed record PartitionStatistics(string Id, long Position, long? WatermarkMs, bool Idle, bool Ended, long Backlog);

/// <summary>A topic of a spool.</summary>
/// <param name="Lag">What the other side has not acknowledged.</param>
public sealed record SpoolStatistics(string Topic, LogLag Lag);

/// <summary>A query that runs.</summary>
/// <param name="Late">Rows that were late for every window.</param>
/// <param name="Error">What stopped it, or keeps its sink from storing; null while all is well.</param>
/// <param name="Notice">What an operator should know although it runs: rows that were left out, values that a sink changed.</param>
/// <param name="SinkErrors">How often its sink has failed to store since the start.</param>
public sealed record QueryStatistics(string Name, int Worker, long RowsOut, long Late, long StateSizeBytes, long StateCount, string? Error,
    string? Notice = null, long SinkErrors = 0)
{
    /// <summary>Rows left out because an expression has no result for them.</summary>
    public long FailedRows { get; init; }

    /// <summary>Rows left out because the target of its sink cannot hold them.</summary>
    public long RefusedRows { get; init; }

    /// <summary>Records that its sink has sent and the log has not acknowledged.</summary>
    public LogLag SinkLag { get; init; }
}
