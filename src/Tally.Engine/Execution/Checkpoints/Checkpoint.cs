using System.Collections.Immutable;
using Tally.Log;

namespace Tally.Engine.Execution.Checkpoints;

/// <summary>Everything that a live run needs to go on as if it had never stopped.</summary>
/// <param name="Number">1 for the first checkpoint of a run's folder, then counting.</param>
public sealed record Checkpoint(long Number, DateTimeOffset At, ImmutableArray<StreamPosition> Streams, ImmutableArray<GroupState> Groups);

/// <summary>How far a table was read.</summary>
/// <param name="WatermarkMs">The watermark that was announced last.</param>
public sealed record StreamPosition(string Table, long WatermarkMs, ImmutableArray<PartitionPosition> Partitions)
{
    /// <summary>The entry of a partition, or null when it was not there.</summary>
    public PartitionPosition? Find(string partitionId) => Partitions.FirstOrDefault(partition => partition.Id == partitionId);
}

/// <summary>How far a partition was read, and its own watermark there.</summary>
public sealed record PartitionPosition(string Id, long Position, long WatermarkMs)
{
    /// <summary>How far each source of its records had come there; empty where the log itself drops repeats.</summary>
    public ImmutableArray<SourceMark> Marks { get; init; } = [];

    /// <summary>What its source needs to know it again, see <see cref="Connectors.ISourcePartition.Note"/>.</summary>
    public string Note { get; init; } = "";
}

/// <summary>The state of queries that run as one pipeline.</summary>
/// <param name="Queries">Name and fingerprint of each; the state fits only the same queries in the same order.</param>
/// <param name="State">In pieces as it was written, in one as it was read; valid until the next checkpoint is taken.</param>
public sealed record GroupState(ImmutableArray<(string Name, string Fingerprint)> Queries, ImmutableArray<ReadOnlyMemory<byte>> State);
