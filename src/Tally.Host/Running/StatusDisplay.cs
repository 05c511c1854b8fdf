using System.Globalization;
using Tally.Engine.Execution;

namespace Tally.Host.Running;

/// <summary>Shows what a pipeline is doing: one line that is written over on a terminal, plain log lines elsewhere.</summary>
sealed class StatusDisplay(LivePipeline pipeline, string address, TimeProvider clock)
{
    const int TicksPerLogLine = 10;

    readonly bool _isTerminal = !Console.IsOutputRedirected;

    /// <summary>Shows until canceled.</summary>
    public async Task ShowAsync(CancellationToken cancellation)
    {
        Write(_isTerminal
            ? $"\n  The screen is at {address}\n  Ctrl-C stops; started again, it goes on where it was.\n"
            : $"listening on {address}\nopen {address} in a browser; {address}/api/v1/metrics lists the metrics");
        foreach (var finding in pipeline.Findings) Write(finding);
        var told = new HashSet<string>();
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), clock);
        try
        {
            for (var tick = 1; await timer.WaitForNextTickAsync(cancellation); tick++)
            {
                var now = pipeline.Statistics;
                foreach (var text in now.FindNotices().Concat(pipeline.Trouble).Where(told.Add)) Tell(text);
                var line = Describe(now, clock.GetUtcNow(), pipeline.TimeZone);
                if (_isTerminal) Console.Out.Write($"\r\e[K  {line}");
                else if (tick % TicksPerLogLine == 0) Write(line);
            }
        }
        catch (OperationCanceledException)
        {
            if (_isTerminal) Write("");
        }
    }

    static string Describe(LiveStatistics now, DateTimeOffset at, TimeZoneInfo zone)
    {
        var rate = now.Streams.Sum(stream => stream.RowsPerSecond);
        var lag = now.Streams.Where(stream => stream.BacklogBytes is null).Sum(stream => stream.Backlog);
        var unreadMb = now.Streams.Sum(stream => stream.BacklogBytes ?? 0) / 1e6;
        var watermarks = now.Streams.Where(stream => stream.WatermarkMs is not null).Select(stream => stream.WatermarkMs!.Value).ToList();
        var watermark = watermarks.Count == 0
            ? "none yet"
            : TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(watermarks.Min()), zone)
                .ToString("yyyy-MM-dd HH:mm:sszzz", CultureInfo.InvariantCulture);
        var checkpoint = now.CheckpointAgeMs is { } ageMs ? $"{(ageMs + (at - now.At).TotalMilliseconds) / 1000:0} s ago" : "none yet";
        var dead = now.Streams.Sum(stream => stream.Dead.Values.Sum());
        return string.Create(CultureInfo.InvariantCulture,
            $"{rate:N0} events/s · lag {lag:N0}{(unreadMb > 0 ? $" and {unreadMb:0.0} MB of files" : "")} · watermark {watermark} · "
                + $"checkpoint {checkpoint}{(dead > 0 ? $" · {dead:N0} dead letters" : "")}");
    }

    void Tell(string text)
    {
        if (_isTerminal) Console.Out.Write("\r\e[K");
        Console.Error.WriteLine(text);
    }

    static void Write(string line) => Console.Out.WriteLine(line);
}
