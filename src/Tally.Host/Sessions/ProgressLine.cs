using Tally.Engine.Execution;

namespace Tally.Host.Sessions;

/// <summary>A line on standard error that tells how far a query has read: bytes, rows a second, time left. Appears after one
/// second.</summary>
sealed class ProgressLine(TimeProvider clock) : IDisposable
{
    const int AfterMs = 1000, EveryMs = 200, BarWidth = 24;

    BoundedRun? _run;
    long _startedAt;
    long _shownAt;
    long _totalBytes;
    bool _visible;

    /// <summary>Called after every batch; writes when it is time to.</summary>
    public void Show(BoundedRun run)
    {
        if (run != _run) Start(run);
        if (clock.GetElapsedTime(_startedAt).TotalMilliseconds < AfterMs || clock.GetElapsedTime(_shownAt).TotalMilliseconds < EveryMs)
            return;
        _shownAt = clock.GetTimestamp();
        Write(run, Backlog(run));
    }

    /// <summary>Takes the line away before something else is printed.</summary>
    public void Clear()
    {
        if (_visible) Console.Error.Write("\r\u001b[K");
        _visible = false;
    }

    public void Dispose() => Clear();

    void Start(BoundedRun run)
    {
        Clear();
        (_run, _startedAt, _shownAt, _totalBytes) = (run, clock.GetTimestamp(), 0, Backlog(run));
    }

    void Write(BoundedRun run, long left)
    {
        var seconds = clock.GetElapsedTime(_startedAt).TotalSeconds;
        var done = Math.Max(0, _totalBytes - left);
        var part = _totalBytes > 0 ? Math.Clamp((double)done / _totalBytes, 0, 1) : 0;
        var bar = new string('█', (int)(part * BarWidth)).PadRight(BarWidth, '░');
        var remaining = part > 0.01 ? $", {seconds / part * (1 - part):0} s left" : "";
        Console.Error
            .Write($"\r\u001b[K{bar} {part:0%}  {done / 1e6:0} of {_totalBytes / 1e6:0} MB, {run.RowCount / seconds:n0} rows/s{remaining}");
        _visible = true;
    }

    static long Backlog(BoundedRun run) => run.Pumps.Sum(pump => pump.Partitions.Sum(partition => partition.Source.Backlog));
}
