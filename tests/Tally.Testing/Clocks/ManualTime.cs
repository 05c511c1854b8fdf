namespace Tally.Testing.Clocks;

/// <summary>A clock that moves only when a test says so, in either direction; timers fire while it moves forward.</summary>
public sealed class ManualTime : TimeProvider
{
    readonly List<ManualTimer> _timers = [];
    DateTimeOffset _wall = new(2025, 11, 10, 16, 0, 0, TimeSpan.Zero);
    TimeSpan _elapsed;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => _wall;

    public override long GetTimestamp() => _elapsed.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        lock (_timers) _timers.Add(timer);
        return timer;
    }

    /// <summary>Lets time pass.</summary>
    public void Advance(TimeSpan by)
    {
        _wall += by;
        _elapsed += by;
        ManualTimer[] due;
        lock (_timers) due = [.. _timers.Where(timer => timer.Due <= _elapsed)];
        foreach (var timer in due) timer.Fire();
    }

    /// <summary>Sets the wall clock, as an administrator does; no time passes.</summary>
    public void Jump(TimeSpan by) => _wall += by;

    /// <summary>Stops all timers, as the end of their process does.</summary>
    public void StopTimers()
    {
        lock (_timers) _timers.Clear();
    }

    sealed class ManualTimer(ManualTime clock, TimerCallback callback, object? state) : ITimer
    {
        TimeSpan _period;

        public TimeSpan Due { get; private set; } = TimeSpan.MaxValue;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Due = dueTime == Timeout.InfiniteTimeSpan ? TimeSpan.MaxValue : clock._elapsed + dueTime;
            _period = period;
            return true;
        }

        public void Fire()
        {
            Due = _period == Timeout.InfiniteTimeSpan ? TimeSpan.MaxValue : clock._elapsed + _period;
            callback(state);
        }

        public void Dispose()
        {
            lock (clock._timers) clock._timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
