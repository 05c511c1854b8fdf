namespace Tally.Results;

/// <summary>The rows of the newest windows, or days, of a metric.</summary>
static class NewestPeriods
{
    public static IReadOnlyList<object?[]> Of(MetricDefinition metric, IReadOnlyList<object?[]> rows, int count)
    {
        var period = metric.PeriodColumn;
        if (period < 0) return rows;
        var newest = rows.Select(row => row[period] as string).Distinct().OrderDescending(StringComparer.Ordinal).Take(count).ToHashSet();
        return [.. rows.Where(row => newest.Contains(row[period] as string))];
    }
}
