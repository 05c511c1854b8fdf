using System.Collections.Immutable;
using Tally.Engine.Execution.Checkpoints;

namespace Tally.Engine.Execution.Live;

/// <summary>A place in the ring at which every worker writes down its state; complete when all have.</summary>
sealed class Barrier(long number, ImmutableArray<StreamPosition> streams, int workerCount)
{
    readonly Lock _gate = new();
    readonly List<GroupState> _groups = [];
    readonly TaskCompletionSource<ImmutableArray<GroupState>> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    int _missing = workerCount;

    public long Number { get; } = number;

    /// <summary>How far the streams were read at the barrier.</summary>
    public ImmutableArray<StreamPosition> Streams { get; } = streams;

    /// <summary>The state of all groups; fails when a worker could not give its own.</summary>
    public Task<ImmutableArray<GroupState>> Done => _done.Task;

    public void Complete(IEnumerable<GroupState> groups)
    {
        lock (_gate)
        {
            _groups.AddRange(groups);
            if (--_missing == 0) _done.TrySetResult([.. _groups]);
        }
    }

    public void Fail(Exception reason) => _done.TrySetException(reason);
}
