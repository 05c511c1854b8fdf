namespace Tally.Engine.Execution.Live;

/// <summary>Waits under a lock until it is pulsed or a time has passed on the clock of the run, which need not be that of the
/// machine.</summary>
static class ClockMonitor
{
    /// <summary>Like <see cref="Monitor.Wait(object, TimeSpan)"/>; the caller holds the lock on <paramref name="gate"/>.</summary>
    public static void Wait(object gate, TimeSpan timeout, TimeProvider clock)
    {
        if (ReferenceEquals(clock, TimeProvider.System))
        {
            Monitor.Wait(gate, timeout);
            return;
        }
        using var timer = clock.CreateTimer(_ => PulseAll(gate), null, timeout, Timeout.InfiniteTimeSpan);
        Monitor.Wait(gate);
    }

    static void PulseAll(object gate)
    {
        lock (gate) Monitor.PulseAll(gate);
    }
}
