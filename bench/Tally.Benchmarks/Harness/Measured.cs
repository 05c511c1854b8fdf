using System.Diagnostics;
using System.Globalization;

namespace Tally.Benchmarks.Harness;

/// <summary>What a stretch of work has cost this process: wall time, CPU time of all threads, allocations, pauses.</summary>
sealed class Measured
{
    readonly long _startedAt = Stopwatch.GetTimestamp();
    readonly TimeSpan _cpu = Environment.CpuUsage.TotalTime;
    readonly long _bytes = GC.GetTotalAllocatedBytes(precise: true);
    readonly TimeSpan _pause = GC.GetTotalPauseDuration();
    readonly int _collections = GC.CollectionCount(0);

    Measured() { }

    public double WallSeconds { get; private set; }

    /// <summary>Of all threads.</summary>
    public double CpuSeconds { get; private set; }

    public long Bytes { get; private set; }

    public double PauseMs { get; private set; }

    public int Collections { get; private set; }

    public static Measured Start() => new();

    public double ElapsedSeconds => Stopwatch.GetElapsedTime(_startedAt).TotalSeconds;

    public Measured Stop()
    {
        WallSeconds = ElapsedSeconds;
        CpuSeconds = (Environment.CpuUsage.TotalTime - _cpu).TotalSeconds;
        Bytes = GC.GetTotalAllocatedBytes(precise: true) - _bytes;
        PauseMs = (GC.GetTotalPauseDuration() - _pause).TotalMilliseconds;
        Collections = GC.CollectionCount(0) - _collections;
        return this;
    }

    /// <summary>The costs of <paramref name="events"/> events in words.</summary>
    public string Describe(long events) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{CpuSeconds * 1e9 / events:N0} ns of CPU each, {events / WallSeconds / 1e6:0.00} M/s wall, {(double)Bytes / events:0.0} B " +
                $"allocated each, {Collections} collections with {PauseMs:0} ms of pauses, peak {Memory.PeakMb():N0} MB"
        );
}
