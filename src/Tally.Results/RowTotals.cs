namespace Tally.Results;

/// <summary>Adds up the columns of rows whose values are sums themselves.</summary>
static class RowTotals
{
    public static IReadOnlyList<object?> Of(MetricDefinition metric, List<object?[]> rows) =>
        [.. metric.Columns.Select((column, i) => column.IsSum ? rows.Aggregate((object?)null, (sum, row) => Add(sum, row[i])) : null)];

    // A total beyond what a number holds is no number.
    static object? Add(object? sum, object? value)
    {
        try
        {
            return (sum, value) switch
            {
                (_, null) => sum,
                (null, _) => value,
                (long a, long b) => checked(a + b),
                (double a, double b) => a + b,
                (DecimalValue a, DecimalValue b) => a with { Unscaled = checked(a.Unscaled + b.Unscaled) },
                _ => null,
            };
        }
        catch (OverflowException)
        {
            return double.NaN;
        }
    }
}
