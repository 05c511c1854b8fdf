using System.Globalization;

namespace Tally.Results;

/// <summary>Which rows of a metric a viewer asks for.</summary>
/// <param name="Window">latest, all, or the start of a window.</param>
/// <param name="From">The first window start, inclusive; null: no bound.</param>
/// <param name="To">The last window start, exclusive; null: no bound.</param>
/// <param name="Where">Columns that must have a value, as text.</param>
/// <param name="Order">A column to sort by, descending with a leading '-'; null: as they are.</param>
public sealed record RowsRequest(string Window = "latest", string? From = null, string? To = null, IReadOnlyList<(string Column, string Value)>? Where = null, string? Order = null, int? Limit = null)
{
    /// <summary>Whether a window start lies in what is asked for; bounds may be shorter than the full text of a time.</summary>
    public bool Covers(string start) =>
        (Window is "all" or "latest" || start.StartsWith(Normal(Window), StringComparison.Ordinal))
        && (From is null || string.CompareOrdinal(start, Normal(From)) >= 0)
        && (To is null || string.CompareOrdinal(start, Normal(To)) < 0);

    /// <summary>Filters, sorts and limits rows.</summary>
    /// <exception cref="BadRequestException">A column is not one of the metric's.</exception>
    public List<object?[]> Apply(MetricDefinition metric, IEnumerable<object?[]> rows)
    {
        foreach (var (name, value) in Where ?? [])
        {
            var index = IndexOf(metric, name);
            rows = rows.Where(row => string.Equals(Convert.ToString(row[index], CultureInfo.InvariantCulture) ?? "", value, StringComparison.Ordinal));
        }
        var sorted = Order is null ? [.. rows] : RowOrder.Sort(rows, IndexOf(metric, Order.TrimStart('-')), Order.StartsWith('-'));
        if (Limit is { } limit && sorted.Count > limit) sorted.RemoveRange(limit, sorted.Count - limit);
        return sorted;
    }

    static string Normal(string time) => time.Replace('T', ' ').TrimEnd('Z');

    static int IndexOf(MetricDefinition metric, string name)
    {
        for (var i = 0; i < metric.Columns.Count; i++)
            if (metric.Columns[i].Name == name) return i;
        throw new BadRequestException($"the metric '{metric.Name}' has no column '{name}': it has {string.Join(", ", metric.Columns.Select(column => column.Name))}");
    }
}

/// <summary>Rows of a metric at one moment.</summary>
/// <param name="Final">Whether all windows among them have fired.</param>
public sealed record ResultRows(MetricDefinition Metric, IReadOnlyList<object?[]> Rows, DateTimeOffset AsOf, DateTimeOffset? Watermark, bool Final);
