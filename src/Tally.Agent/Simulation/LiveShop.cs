using System.Globalization;

namespace Tally.Agent.Simulation;

/// <summary>Runs the simulated shop in real time and writes its rotating logs: orders, access and the older order log.</summary>
/// <remarks>
/// Its clock starts at midnight of the latest Double 11 in the shop's zone and runs at real speed, so that the rush is always to be seen.
/// A small file beside the logs keeps when that was: started again, the shop's clock has gone on meanwhile.
/// </remarks>
public sealed class LiveShop(string directory, double ordersPerSecond, ulong seed, TimeZoneInfo timeZone, TimeProvider clock)
{
    const int StepMs = 20;
    const long FileLimitBytes = 64L << 20;
    const int FilesKept = 4;

    long _written;

    /// <summary>Lines written since the start.</summary>
    public long LineCount => Interlocked.Read(ref _written);

    /// <summary>Writes until canceled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var (shiftMs, runs) = ReadClock();
        var simulation = new ShopSimulation(new Shop(), seed + (ulong)runs, ordersPerSecond, NowMs() + shiftMs,
            timeZone) { FirstOrderNumber = 1 + runs * 100_000_000L };
        using var orders = new RotatingFile(Path.Combine(directory, "orders.log"), FileLimitBytes, FilesKept);
        using var access = new RotatingFile(Path.Combine(directory, "access.log"), FileLimitBytes, FilesKept);
        using var orderLog = new RotatingFile(Path.Combine(directory, "order-log.log"), FileLimitBytes, FilesKept);
        (LineWriter Writer, RotatingFile File)[] logs =
            [(new OrderLineWriter(), orders), (new AccessLineWriter(timeZone), access), (new OrderLogLineWriter(timeZone), orderLog)];
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(StepMs), clock);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellation)) Step(simulation, logs, NowMs() + shiftMs);
        }
        catch (OperationCanceledException) { }
    }

    void Step(ShopSimulation simulation, (LineWriter Writer, RotatingFile File)[] logs, long untilMs)
    {
        var lines = 0;
        while (simulation.TryNext(untilMs, out var next))
        {
            foreach (var (writer, file) in logs)
            {
                if (!writer.Takes(next.Kind)) continue;
                writer.Write(next, file.Lines);
                lines++;
            }
        }
        foreach (var (_, file) in logs) file.Flush();
        Interlocked.Add(ref _written, lines);
    }

    long NowMs() => clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>How far the shop's clock is from ours, and how often it was started before.</summary>
    (long ShiftMs, int Runs) ReadClock()
    {
        Directory.CreateDirectory(directory);
        var path = Path.Combine(directory, "shop.clock");
        var parts = File.Exists(path) ? File.ReadAllText(path).Split(' ', StringSplitOptions.RemoveEmptyEntries) : [];
        var shiftMs = parts.Length == 2 ? long.Parse(parts[0], CultureInfo.InvariantCulture) : LatestDoubleElevenMs() - NowMs();
        var runs = parts.Length == 2 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 0;
        File.WriteAllText(path, string.Create(CultureInfo.InvariantCulture, $"{shiftMs} {runs + 1}\n"));
        return (shiftMs, runs);
    }

    long LatestDoubleElevenMs()
    {
        var now = TimeZoneInfo.ConvertTime(clock.GetUtcNow(), timeZone);
        var midnight = new DateTime(now.Year, 11, 11);
        if (midnight > now.DateTime) midnight = midnight.AddYears(-1);
        return new DateTimeOffset(midnight, timeZone.GetUtcOffset(midnight)).ToUnixTimeMilliseconds();
    }
}
