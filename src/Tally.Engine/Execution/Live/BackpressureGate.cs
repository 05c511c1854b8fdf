using Tally.Log;

namespace Tally.Engine.Execution.Live;

/// <summary>Holds sources back while a sink keeps too many rows for a checkpoint, and takes one.</summary>
sealed class BackpressureGate(LiveSink[] sinks, Func<CancellationToken, Task<bool>> takeCheckpoint, TimeProvider clock,
    CancellationToken closed)
{
    static readonly Backoff s_retry = new(TimeSpan.FromSeconds(1));

    readonly Lock _gate = new();
    Task _making = Task.CompletedTask;

    /// <summary>Whether nothing may be read just now; called by the threads of the sources.</summary>
    public bool IsMissing()
    {
        if (!Array.Exists(sinks, sink => sink.IsFull)) return false;
        lock (_gate)
            if (_making.IsCompleted) _making = Task.Run(MakeAsync, closed);
        return true;
    }

    // While none can be taken (the disk is full) the sources wait: nothing is lost, and memory stays bounded.
    async Task MakeAsync()
    {
        if (!await takeCheckpoint(closed)) await s_retry.WaitAsync(clock, closed);
    }
}
