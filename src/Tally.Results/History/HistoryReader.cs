using System.Globalization;

namespace Tally.Results.History;

/// <summary>Answers requests for rows from memory and, where that has forgotten, from the history.</summary>
public static class HistoryReader
{
    const int MaxWindows = 20_000;

    /// <summary>The rows that a request asks for; windows in memory go before those of the history.</summary>
    /// <exception cref="Engine.Connectors.Stores.StoreException">The history cannot be reached.</exception>
    public static async Task<ResultRows> ReadAsync(IMetricRows table, IHistory? history, RowsRequest request,
        CancellationToken cancellation)
    {
        var metric = table.Metric;
        if (history is null || request.Window == "latest" && request.Windows is null || !metric.IsWindowed) return table.Read(request);
        var newest = table.Read(request with { Where = null, Order = null, Limit = null });
        var from = Earliest(ParseMs(request.From), request.Window == "all" ? null : ParseMs(request.Window));
        var windows = await history.ReadAsync(metric.Name, from, ParseMs(request.To), MaxWindows, cancellation);
        var known = newest.Rows.Select(row => (row[metric.StartColumn], row[metric.EndColumn])).ToHashSet();
        var older = windows.SelectMany(window => HistoryRows.Parse(metric, window.Rows))
            .Where(row =>
                row[metric.StartColumn] is string start && request.Covers(start) && !known.Contains((start, row[metric.EndColumn])));
        var all = older.Concat(newest.Rows).OrderBy(row => row[metric.EndColumn] as string, StringComparer.Ordinal)
            .ThenBy(row => row[metric.StartColumn] as string, StringComparer.Ordinal);
        IReadOnlyList<object?[]> chosen = request.Windows is { } count ? NewestPeriods.Of(metric, [.. all], count) : [.. all];
        return (newest with { Final = newest.Final || newest.Rows.Count == 0 && windows.Count > 0 }).With(request.Apply(metric, chosen));
    }

    static long? Earliest(long? from, long? window) => from is null ? window : window is null ? from : Math.Max(from.Value, window.Value);

    // A bound may be shorter than the full text of a time; what it means exactly is the request's to say.
    static long? ParseMs(string? text) =>
        text is not null
            && DateTime.TryParse(text.Replace('T', ' ').TrimEnd('Z'), CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? (time.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMillisecond : null;
}
