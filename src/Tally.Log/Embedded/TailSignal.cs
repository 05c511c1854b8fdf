namespace Tally.Log.Embedded;

/// <summary>Wakes the readers that wait for the end of a partition to move; costs nothing while none waits.</summary>
sealed class TailSignal
{
    TaskCompletionSource? _waiters;

    /// <summary>Completes at the next <see cref="Pulse"/>. Look again after the call and before waiting.</summary>
    public Task Next
    {
        get
        {
            var mine = Volatile.Read(ref _waiters);
            if (mine is not null) return mine.Task;
            mine = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return (Interlocked.CompareExchange(ref _waiters, mine, null) ?? mine).Task;
        }
    }

    /// <summary>Wakes all who wait.</summary>
    public void Pulse()
    {
        Interlocked.MemoryBarrier(); // what was published before must be seen by who comes after
        if (Volatile.Read(ref _waiters) is not null) Interlocked.Exchange(ref _waiters, null)?.TrySetResult();
    }
}
