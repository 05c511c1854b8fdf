using System.Diagnostics;
using System.Globalization;

namespace Tally.Benchmarks;

/// <summary>What a piece of work cost this process: all threads, the collector's and the compiler's too.</summary>
/// <param name="PauseMs">The time in which the collector held all threads.</param>
/// <param name="PeakBytes">The largest resident size so far.</param>
sealed record Cost(double CpuSeconds, double WallSeconds, long AllocatedBytes, double PauseMs, int Collections, long PeakBytes)
{
    public static string Header =>
        $"{"", -24} {"events/CPU-s", 14} {"ns/event", 9} {"wall s", 7} {"B/event", 8} {"GCs", 5} {"pause ms", 9} {"peak MB", 8}";

    public static async Task<Cost> OfAsync(Func<Task> work)
    {
        GC.Collect();
        using var process = Process.GetCurrentProcess();
        var (cpu, clock, bytes, pause, collections) = (
            process.TotalProcessorTime,
            Stopwatch.GetTimestamp(),
            GC.GetTotalAllocatedBytes(true),
            GC.GetTotalPauseDuration(),
            GC.CollectionCount(0)
        );
        await work();
        process.Refresh();
        return new(
            (process.TotalProcessorTime - cpu).TotalSeconds,
            Stopwatch.GetElapsedTime(clock).TotalSeconds,
            GC.GetTotalAllocatedBytes(true) - bytes,
            (GC.GetTotalPauseDuration() - pause).TotalMilliseconds,
            GC.CollectionCount(0) - collections,
            process.PeakWorkingSet64
        );
    }

    public string Line(string name, long events) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{name, -24} {events / CpuSeconds, 14:N0} {CpuSeconds * 1e9 / events, 9:N0} {WallSeconds, 7:N1} " +
                $"{(double)AllocatedBytes / events, 8:N1} {Collections, 5} {PauseMs, 9:N0} {PeakBytes >> 20, 8:N0}"
        );
}
