namespace Tally.Engine.Execution.Live;

/// <summary>How long a stop waits for what is under way: long while everything answers, short once something is known to be
/// unavailable.</summary>
/// <remarks>The steps of a run's end share one, and so do its sinks behind them: time that one has used is gone for the next.</remarks>
public sealed class ShutdownDeadline(TimeProvider clock)
{
    static readonly TimeSpan s_longest = TimeSpan.FromSeconds(15), s_whenUnavailable = TimeSpan.FromSeconds(2),
        s_look = TimeSpan.FromMilliseconds(50);

    readonly long _started = clock.GetTimestamp();

    /// <summary>Waits until a task is complete, whether it failed or not; false when the deadline came before.</summary>
    /// <param name="isUnavailable">Whether something that the task may wait for cannot be reached just now.</param>
    public async Task<bool> WaitAsync(Task task, Func<bool> isUnavailable)
    {
        long? awaySince = null;
        while (!task.IsCompleted)
        {
            if (!isUnavailable()) awaySince = null;
            else awaySince ??= clock.GetTimestamp();
            if (clock.GetElapsedTime(_started) > s_longest || (awaySince is { } since && clock.GetElapsedTime(since) > s_whenUnavailable))
                return false;
            await Task.WhenAny(task, Task.Delay(s_look, clock));
        }
        return true;
    }
}
