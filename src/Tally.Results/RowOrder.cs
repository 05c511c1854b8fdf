namespace Tally.Results;

/// <summary>Compares values and rows of a result; NULL is lowest.</summary>
public static class RowOrder
{
    public static int Compare(object? left, object? right) => (left, right) switch
    {
        (null, null) => 0,
        (null, _) => -1,
        (_, null) => 1,
        (string a, string b) => string.CompareOrdinal(a, b),
        (IComparable a, _) when a.GetType() == right.GetType() => a.CompareTo(right),
        _ => 0,
    };

    /// <summary>Sorts by one column; rows that are equal there keep their order.</summary>
    public static List<object?[]> Sort(IEnumerable<object?[]> rows, int column, bool descending) =>
        descending ? [.. rows.OrderByDescending(row => row[column], Comparer<object?>.Create(Compare))] : [.. rows.OrderBy(row => row[column], Comparer<object?>.Create(Compare))];
}
