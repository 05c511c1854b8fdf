namespace Tally.Results;

/// <summary>Chooses names out of many rows: all rows of those whose measure adds up to the most, or the least.</summary>
static class LeadingNames
{
    public static List<object?[]> Of(MetricDefinition metric, List<object?[]> rows, RowsRequest request)
    {
        var by = request.By is { } column ? metric.IndexOf(column) : -1;
        string NameOf(object?[] row) => by < 0 ? metric.NameOf(row) : row[by] is { } value ? "=" + value : "";
        if (request.Limit is not { } limit) return rows;
        var ranked = Ranked(metric, rows.GroupBy(NameOf, StringComparer.Ordinal), request.Order);
        var leading = ranked.Take(limit).Select(name => name.Key).ToHashSet(StringComparer.Ordinal);
        return [.. rows.Where(row => leading.Contains(NameOf(row)))];
    }

    static IEnumerable<IGrouping<string, object?[]>> Ranked(
        MetricDefinition metric, IEnumerable<IGrouping<string, object?[]>> names, string? order)
    {
        if (order is null) return names;
        var measure = metric.IndexOf(order.TrimStart('-'));
        var sized = names.Select(name => (Name: name, Size: name.Sum(row => NumberOf(row[measure]))));
        return (order.StartsWith('-') ? sized.OrderByDescending(one => one.Size) : sized.OrderBy(one => one.Size)).Select(one => one.Name);
    }

    // Only to compare sizes: near enough.
    static double NumberOf(object? value) => value switch
    {
        long number => number,
        double number => number,
        DecimalValue number => (double)number.Unscaled / Math.Pow(10, number.Scale),
        _ => 0,
    };
}
