using System.Collections.Immutable;
using Tally.Engine.State;

namespace Tally.Engine.Connectors;

/// <summary>A sink whose rows wait in the checkpoint while the target is away: a checkpoint need not wait for it, and nothing is
/// lost.</summary>
/// <remarks>
/// In a live run: Restore, Start, then Write, OnBarrier, Snapshot and OnCaughtUp on the worker's thread, OnCheckpoint on any. In a bounded
/// run only Write and FlushAsync.
/// </remarks>
public interface ICheckpointedSink : ISink
{
    /// <summary>A live run begins: store on a thread of your own, and try for ever.</summary>
    /// <param name="isUpdating">Whether the query changes rows that it has given before.</param>
    /// <param name="key">Columns of which no two rows of the query agree; null when none are known.</param>
    void Start(bool isUpdating, ImmutableArray<int>? key);

    /// <summary>All that the log held at the start is computed: values are at least as new as before a crash.</summary>
    void OnCaughtUp();

    /// <summary>Whether so many rows wait for a checkpoint that no more should be read until one is complete; asked by any
    /// thread.</summary>
    bool IsFull => false;

    /// <summary>Completes when those rows are stored that need not wait for a checkpoint; called at every refresh and before a
    /// barrier.</summary>
    ValueTask FlushDirectAsync(CancellationToken cancellation) => ValueTask.CompletedTask;

    /// <summary>What was written so far belongs to the checkpoint of this number; <see cref="Snapshot"/> follows.</summary>
    void OnBarrier(long number);

    /// <summary>Writes all that is not stored yet.</summary>
    void Snapshot(StateWriter writer);

    /// <summary>Reads what <see cref="Snapshot"/> wrote.</summary>
    void Restore(StateReader reader);

    /// <summary>The checkpoint of this number is on disk.</summary>
    void OnCheckpoint(long number);
}
