using System.Globalization;

namespace Tally.Results;

/// <summary>Which rows of a metric a viewer asks for.</summary>
/// <param name="Window">latest, all, or the start of a window.</param>
/// <param name="From">The first window start, inclusive; null: no bound.</param>
/// <param name="To">The last window start, exclusive; null: no bound.</param>
/// <param name="Where">Columns that must have a value, as text; null: that must be NULL.</param>
/// <param name="Order">A column to sort by, descending with a leading '-'; null: as they are.</param>
/// <param name="Limit">How many rows at most; with <paramref name="Windows"/> or <paramref name="By"/> the rows of how many names.</param>
/// <param name="Windows">How many of the newest windows, or days; null: as <paramref name="Window"/> says.</param>
/// <param name="By">The column that names rows for the limit; null: all dimensions.</param>
public sealed record RowsRequest(string Window = "latest", string? From = null, string? To = null,
    IReadOnlyList<(string Column, string? Value)>? Where = null,
    string? Order = null, int? Limit = null, int? Windows = null, string? By = null)
{
    /// <summary>Whether a window start lies in what is asked for; bounds may be shorter than the full text of a time.</summary>
    public bool Covers(string start) =>
        (Windows is not null || Window is "all" or "latest" || start.StartsWith(Normal(Window), StringComparison.Ordinal))
        && (From is null || string.CompareOrdinal(start, Normal(From)) >= 0)
        && (To is null || string.CompareOrdinal(start, Normal(To)) < 0);

    /// <summary>Filters, counts, sorts and limits rows.</summary>
    /// <exception cref="BadRequestException">A column is not one of the metric's.</exception>
    public RowSelection Apply(MetricDefinition metric, IEnumerable<object?[]> rows)
    {
        foreach (var (name, value) in Where ?? [])
        {
            var index = metric.IndexOf(name);
            rows = rows.Where(row => string.Equals(TextOf(row[index]), value, StringComparison.Ordinal));
        }
        List<object?[]> all = [.. rows];
        var totals = RowTotals.Of(metric, all);
        return new(Windows is null && By is null ? Limited(metric, all) : LeadingNames.Of(metric, all, this), all.Count, totals);
    }

    List<object?[]> Limited(MetricDefinition metric, List<object?[]> rows)
    {
        var sorted = Order is null ? rows : ResultOrder.Sort(rows, metric.IndexOf(Order.TrimStart('-')), Order.StartsWith('-'));
        if (Limit is { } limit && sorted.Count > limit) sorted.RemoveRange(limit, sorted.Count - limit);
        return sorted;
    }

    // As JSON has it, so that a value can be asked for as it was read.
    static string? TextOf(object? value) => value switch
    {
        null => null,
        bool flag => flag ? "true" : "false",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };

    static string Normal(string time) => time.Replace('T', ' ').TrimEnd('Z');
}

/// <summary>What a request has found.</summary>
/// <param name="Count">How many rows there are before the limit.</param>
/// <param name="Totals">The sum over all of them for each column that is a sum, else null.</param>
public sealed record RowSelection(List<object?[]> Rows, int Count, IReadOnlyList<object?> Totals);

/// <summary>Rows of a metric at one moment.</summary>
/// <param name="Final">Whether all windows among them have fired.</param>
public sealed record ResultRows(MetricDefinition Metric, IReadOnlyList<object?[]> Rows, DateTimeOffset AsOf, DateTimeOffset? Watermark,
    bool Final)
{
    /// <summary>How many rows there are before the limit.</summary>
    public int Count { get; init; } = Rows.Count;

    /// <summary>The sum over all of them for each column that is a sum, else null.</summary>
    public IReadOnlyList<object?> Totals { get; init; } = [];

    /// <summary>The ends of those windows among them that have fired.</summary>
    public IReadOnlyList<string> FinalEnds { get; init; } = [];

    /// <summary>The same with what a request has found in other rows.</summary>
    public ResultRows With(RowSelection found) => this with { Rows = found.Rows, Count = found.Count, Totals = found.Totals };
}
