namespace Tally.Log;

/// <summary>How long to wait before the next try: twice as long each time, up to a limit.</summary>
/// <param name="Delay">The wait before the next try; positive.</param>
/// <param name="Longest">No wait is longer.</param>
public readonly record struct Backoff(TimeSpan Delay, TimeSpan Longest)
{
    /// <summary>The wait before the next try.</summary>
    public TimeSpan Delay { get; init; } = Delay < Longest ? Delay : Longest;

    /// <summary>The same wait each time.</summary>
    public Backoff(TimeSpan always) : this(always, always) { }

    /// <summary>What to wait if the next try fails, too.</summary>
    public Backoff Next => this with { Delay = Delay < Longest / 2 ? Delay * 2 : Longest };

    /// <summary>Between half the wait and all of it, so that many who have failed together do not come back together.</summary>
    public TimeSpan Jittered(Random random) => Delay * (0.5 + random.NextDouble() / 2);

    /// <summary>Waits; a canceled wait throws as <see cref="Task.Delay(TimeSpan, TimeProvider, CancellationToken)"/> does.</summary>
    public Task WaitAsync(TimeProvider clock, CancellationToken cancellation = default) => Task.Delay(Delay, clock, cancellation);

    /// <summary>Waits on the calling thread, which must belong to its caller and not to the pool.</summary>
    /// <returns>False when the wait was canceled.</returns>
    public bool Wait(TimeProvider clock, CancellationToken cancellation = default)
    {
        var due = new ManualResetEventSlim();
        using var timer = clock.CreateTimer(_ => due.Set(), null, Delay, Timeout.InfiniteTimeSpan);
        try
        {
            due.Wait(cancellation);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
