namespace Tally.Log.Embedded;

/// <summary>Runs one flush of a partition at a time; all appends that arrive meanwhile share the next.</summary>
sealed class GroupCommit : IDisposable
{
    readonly Lock _gate;
    readonly EmbeddedLogOptions _options;
    readonly Action _flush;
    readonly ITimer _timer;
    TaskCompletionSource? _waiters;
    TaskCompletionSource? _whenIdle;
    State _state;
    bool _isRequestedAgain;

    /// <param name="gate">The partition's gate.</param>
    /// <param name="options">Clock and background.</param>
    /// <param name="flush">Flushes once, without the gate, and calls <see cref="TakeWaiters"/> when it begins.</param>
    public GroupCommit(Lock gate, EmbeddedLogOptions options, Action flush)
    {
        (_gate, _options, _flush) = (gate, options, flush);
        _timer = options.Time
            .CreateTimer(static state => ((GroupCommit)state!).Start(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    enum State { Idle, Waiting, Running }

    /// <summary>Whether appends wait for a flush that has not begun.</summary>
    public bool HasWaiters => _waiters is not null;

    /// <summary>Completes when no flush is under way or planned. Under the gate.</summary>
    public Task WhenIdle()
    {
        if (_state == State.Idle) return Task.CompletedTask;
        if (_state == State.Waiting) Request(delayMs: 0);
        _whenIdle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return _whenIdle.Task;
    }

    /// <summary>Completes with the next flush that has not begun, which begins within <paramref name="delayMs"/> or after the one that
    /// runs. Under the gate.</summary>
    public Task Next(int delayMs)
    {
        _waiters ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Request(delayMs);
        return _waiters.Task;
    }

    /// <summary>Asks for a flush. Under the gate.</summary>
    public void Request(int delayMs)
    {
        if (_state == State.Running) _isRequestedAgain = true; // what is asked for now may have come too late for the flush that runs
        if (_state == State.Running || (_state == State.Waiting && delayMs > 0)) return;
        _state = State.Waiting;
        if (delayMs > 0) _timer.Change(TimeSpan.FromMilliseconds(delayMs), Timeout.InfiniteTimeSpan);
        else Start();
    }

    /// <summary>The appends that are to be answered. Under the gate.</summary>
    public TaskCompletionSource? TakeWaiters()
    {
        var waiters = _waiters;
        _waiters = null;
        return waiters;
    }

    public void Dispose() => _timer.Dispose();

    void Start() => _options.Background(Run);

    void Run()
    {
        lock (_gate)
        {
            if (_state != State.Waiting) return; // started twice: by the timer and by who could not wait for it
            _state = State.Running;
            _isRequestedAgain = false;
        }
        _flush();
        lock (_gate)
        {
            _state = State.Idle;
            if (_isRequestedAgain)
            {
                Request(delayMs: 0); // waiters among them have waited for one flush already
                return;
            }
            _whenIdle?.TrySetResult();
            _whenIdle = null;
        }
    }
}
