using System.Diagnostics;

namespace Tally.Benchmarks.Servers;

/// <summary>Moments at equal distances, kept whatever happens: what is due late is done late, at once, and counts from when it was
/// due.</summary>
sealed class Schedule(double intervalMs)
{
    readonly long _startedAt = Stopwatch.GetTimestamp();
    readonly DateTime _startedOn = TimeProvider.System.GetUtcNow().UtcDateTime;

    public double ElapsedMs => MsAt(Stopwatch.GetTimestamp());

    /// <summary>A timestamp of the stopwatch, in milliseconds from the start.</summary>
    public double MsAt(long timestamp) => Stopwatch.GetElapsedTime(_startedAt, timestamp).TotalMilliseconds;

    /// <summary>When a turn is due, in milliseconds from the start.</summary>
    public double DueMs(long turn) => turn * intervalMs;

    /// <summary>When a turn is due on the wall clock.</summary>
    public DateTime DueOn(long turn) => _startedOn.AddMilliseconds(DueMs(turn));

    /// <summary>Does every turn for some seconds, on this thread; returns how many.</summary>
    public long Run(double seconds, Action<long> act)
    {
        var turn = 0L;
        while (DueMs(turn) < seconds * 1000)
        {
            if (ElapsedMs < DueMs(turn)) Thread.Sleep(1);
            else act(turn++);
        }
        return turn;
    }
}
