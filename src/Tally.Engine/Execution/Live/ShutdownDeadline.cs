namespace Tally.Engine.Execution.Live;

/// <summary>How long a stop waits for what is under way: long while everything answers, short once something is known to be away.</summary>
/// <remarks>All steps of one stop share it: time that one has used is gone for the next.</remarks>
public sealed class ShutdownDeadline(TimeProvider clock)
{
    static readonly TimeSpan s_longest = TimeSpan.FromSeconds(15), s_whenAway = TimeSpan.FromSeconds(2), s_look = TimeSpan.FromMilliseconds(50);

    readonly long _started = clock.GetTimestamp();
    long? _awaySince;

    /// <summary>Waits until a task is complete, whether it failed or not; false when deadline has ended before.</summary>
    /// <param name="isAway">Whether something that the task may wait for is away.</param>
    public async Task<bool> WaitAsync(Task task, Func<bool> isAway)
    {
        while (!task.IsCompleted)
        {
            if (!isAway()) _awaySince = null;
            else _awaySince ??= clock.GetTimestamp();
            if (clock.GetElapsedTime(_started) > s_longest || (_awaySince is { } since && clock.GetElapsedTime(since) > s_whenAway)) return false;
            await Task.WhenAny(task, Task.Delay(s_look, clock));
        }
        return true;
    }
}
