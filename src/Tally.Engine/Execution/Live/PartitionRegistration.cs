using Tally.Log;

namespace Tally.Engine.Execution.Live;

/// <summary>Writes new partitions down in a checkpoint before they are read.</summary>
/// <remarks>
/// A file is known by what it began with when it was found, which may be less than it begins with after a crash. Under another name
/// its records would be stored a second time, so it is written down first. Belongs to the pump's thread.
/// </remarks>
/// <param name="takeCheckpoint">Takes a checkpoint; tells whether it is stored.</param>
sealed class PartitionRegistration(StreamPump pump, Func<CancellationToken, Task<bool>> takeCheckpoint, TimeProvider clock)
{
    static readonly Backoff s_retry = new(TimeSpan.FromSeconds(1));

    IReadOnlyList<PumpPartition> _registering = [];
    Task<bool> _stored = Task.FromResult(true);

    /// <summary>Completes when there is something to do for <see cref="Proceed"/>.</summary>
    public Task Pending => _stored;

    /// <summary>Takes the outcome of what was begun before, and begins anew while partitions wait.</summary>
    public void Proceed(CancellationToken cancellation)
    {
        if (!_stored.IsCompleted) return;
        if (_stored.GetAwaiter().GetResult())
            foreach (var partition in _registering) partition.IsPendingRegistration = false;
        _registering = [.. pump.Partitions.Where(partition => partition.IsPendingRegistration)];
        _stored = _registering.Count == 0 ? Task.FromResult(true) : StoreAsync(cancellation);
    }

    async Task<bool> StoreAsync(CancellationToken cancellation)
    {
        if (await takeCheckpoint(cancellation)) return true;
        await s_retry.WaitAsync(clock, cancellation);
        return false;
    }
}
