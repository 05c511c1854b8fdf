namespace Tally.Engine.Execution.Live;

/// <summary>The batches of one stream: taken by its pump, given back by the worker that is done with them last.</summary>
/// <param name="isHeldBack">Whether nothing may be read just now; asked again and again by the pump's thread.</param>
sealed class BatchPool(Func<bool> isHeldBack, TimeProvider clock)
{
    // A worker that gives a batch back pulses; that a sink has room again nobody tells.
    static readonly TimeSpan s_askAgain = TimeSpan.FromMilliseconds(100);

    readonly object _gate = new();
    readonly Queue<PumpedBatch> _free = new();

    public void Add(PumpedBatch batch)
    {
        lock (_gate)
        {
            _free.Enqueue(batch);
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>The next free batch; blocks until there is one, null when the run has ended before.</summary>
    public PumpedBatch? Take(Func<bool> hasEnded)
    {
        lock (_gate)
        {
            while ((_free.Count == 0 || isHeldBack()) && !hasEnded()) ClockMonitor.Wait(_gate, s_askAgain, clock);
            return _free.Count == 0 ? null : _free.Dequeue();
        }
    }
}
