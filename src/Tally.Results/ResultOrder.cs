namespace Tally.Results;

/// <summary>Compares values and rows of a result; NULL is lowest.</summary>
static class ResultOrder
{
    static readonly Comparer<object?> s_values = Comparer<object?>.Create(Compare);

    /// <exception cref="InvalidOperationException">The values are of kinds that no column mixes.</exception>
    public static int Compare(object? left, object? right) => (left, right) switch
    {
        (null, null) => 0,
        (null, _) => -1,
        (_, null) => 1,
        (string a, string b) => string.CompareOrdinal(a, b),
        (DecimalValue a, DecimalValue b) => a.CompareTo(b),
        (object?[] a, object?[] b) => CompareItems(a, b),
        (IComparable a, _) when a.GetType() == right.GetType() => a.CompareTo(right),
        _ => throw new InvalidOperationException($"no order between a {left.GetType().Name} and a {right.GetType().Name}"),
    };

    /// <summary>Sorts by one column; rows that are equal there keep their order.</summary>
    public static List<object?[]> Sort(IEnumerable<object?[]> rows, int column, bool descending) =>
        descending ? [.. rows.OrderByDescending(row => row[column], s_values)] : [.. rows.OrderBy(row => row[column], s_values)];

    static int CompareItems(object?[] left, object?[] right)
    {
        for (var i = 0; i < Math.Min(left.Length, right.Length); i++)
            if (Compare(left[i], right[i]) is not 0 and var order) return order;
        return left.Length.CompareTo(right.Length);
    }
}
