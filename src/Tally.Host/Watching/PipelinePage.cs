using System.Globalization;
using Tally.Engine.Execution;
using Tally.Host.Http;

namespace Tally.Host.Watching;

/// <summary>What tally top shows: streams and queries of a running pipeline.</summary>
sealed class PipelinePage(Screen screen)
{
    public IEnumerable<string> Lines(PipelineAnswer now)
    {
        var checkpoint = now.CheckpointError is { } error
            ? screen.Paint($"checkpoint failed: {error}", 31)
            : now.CheckpointAgeMs is { } ageMs
            ? $"checkpoint {ageMs / 1000.0:0.0} s ago, {Size(now.CheckpointSizeBytes)}"
            : "no checkpoint yet";
        yield return $"{screen.Paint("tally", 1)}  {now.At.ToLocalTime():yyyy-MM-dd HH:mm:ss}  "
            + $"{Number(now.Streams.Sum(stream => stream.RowsPerSecond))} rows/s  ring {now.RingUsed}/{now.RingSize}  {checkpoint}";
        yield return "";
        foreach (var line in Streams(now).Lines(screen.Width)) yield return line;
        yield return "";
        foreach (var line in Queries(now).Lines(screen.Width)) yield return line;
        foreach (var query in now.Queries.Where(query => query.Error is not null))
            yield return screen.Paint(TextTable.Cut($"{query.Name}: {query.Error}", screen.Width), 31);
        foreach (var query in now.Queries.Where(query => query.Notice is not null))
            yield return screen.Paint(TextTable.Cut($"{query.Name}: {query.Notice}", screen.Width), 33);
        foreach (var alert in now.Alerts)
            yield return screen.Paint(
                TextTable.Cut($"ALERT {alert.Metric}: {alert.Condition}{string.Concat(alert.Key.Select(part => $" · {part.Value}"))}",
                    screen.Width), 31);
    }

    static TextTable Streams(PipelineAnswer now)
    {
        var table = new TextTable("STREAM", "rows/s", "MB/s", "rows", "lag", "watermark", "late", "dead");
        foreach (var stream in now.Streams)
            table.Add(stream.Name, Number(stream.RowsPerSecond),
                (stream.BytesPerSecond / 1e6).ToString("0.0", CultureInfo.InvariantCulture), Number(stream.Rows),
                stream.BacklogBytes is { } bytes ? Size(bytes) : Number(stream.Backlog), Watermark(stream, now), Number(stream.Late),
                Number(stream.Dead.Values.Sum()));
        return table;
    }

    static TextTable Queries(PipelineAnswer now)
    {
        var table = new TextTable("QUERY", "worker", "rows out", "state", "groups", "late", "");
        foreach (var query in now.Queries.OrderByDescending(query => query.StateSizeBytes))
            table.Add(query.Name, $"{query.Worker}", Number(query.RowsOut), Size(query.StateSizeBytes), Number(query.StateCount),
                Number(query.Late), query.Error is null ? "" : "STOPPED");
        return table;
    }

    static string Watermark(StreamStatistics stream, PipelineAnswer now)
    {
        if (stream.WatermarkMs is not { } watermarkMs) return "-";
        var at = TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(watermarkMs),
            TimeZoneInfo.FindSystemTimeZoneById(now.TimeZone));
        return at.ToString("MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
    }

    static string Number(double value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    static string Size(long bytes) => bytes switch
    {
        < 10_000 => $"{bytes} B",
        < 10_000_000 => $"{bytes / 1000} kB",
        _ => $"{bytes / 1_000_000} MB",
    };
}
