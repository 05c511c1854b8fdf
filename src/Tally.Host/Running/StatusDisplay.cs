using System.Globalization;
using Tally.Engine.Execution;

namespace Tally.Host.Running;

/// <summary>Shows what a pipeline is doing: one line that is written over on a terminal, plain log lines elsewhere.</summary>
sealed class StatusDisplay(LivePipeline pipeline, string address, TimeProvider clock)
{
    static readonly TimeSpan s_logInterval = TimeSpan.FromSeconds(10);

    readonly bool _isTerminal = !Console.IsOutputRedirected;

    /// <summary>Shows until canceled.</summary>
    public async Task ShowAsync(CancellationToken cancellation)
    {
        Write(_isTerminal ? $"\n  The screen is at {address}\n  Ctrl-C stops; started again, it goes on where it was.\n" : $"listening on {address}\nopen {address} in a browser; {address}/api/v1/metrics lists the metrics");
        foreach (var finding in pipeline.Findings) Write(finding);
        var failed = new HashSet<string>();
        using var timer = new PeriodicTimer(_isTerminal ? TimeSpan.FromSeconds(1) : s_logInterval, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellation))
            {
                foreach (var trouble in pipeline.Trouble.Where(failed.Add)) Write((_isTerminal ? "\r\e[K" : "") + trouble);
                var line = Describe(pipeline.Statistics, clock.GetUtcNow(), pipeline.TimeZone);
                if (_isTerminal) Console.Out.Write($"\r\e[K  {line}");
                else Write(line);
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
        var watermark = watermarks.Count == 0 ? "none yet" : TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(watermarks.Min()), zone).ToString("yyyy-MM-dd HH:mm:sszzz", CultureInfo.InvariantCulture);
        var checkpoint = now.CheckpointAgeMs is { } ageMs ? $"{(ageMs + (at - now.At).TotalMilliseconds) / 1000:0} s ago" : "none yet";
        var dead = now.Streams.Sum(stream => stream.Dead.Values.Sum());
        return string.Create(CultureInfo.InvariantCulture, $"{rate:N0} events/s · lag {lag:N0}{(unreadMb > 0 ? $" and {unreadMb:0.0} MB of files" : "")} · watermark {watermark} · checkpoint {checkpoint}{(dead > 0 ? $" · {dead:N0} dead letters" : "")}");
    }

    static void Write(string line) => Console.Out.WriteLine(line);
}
