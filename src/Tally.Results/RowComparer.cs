namespace Tally.Results;

/// <summary>Compares rows value by value, those inside arrays as well.</summary>
sealed class RowComparer : IEqualityComparer<object?[]>
{
    public static readonly RowComparer Instance = new();

    public bool Equals(object?[]? left, object?[]? right)
    {
        if (left!.Length != right!.Length) return false;
        for (var i = 0; i < left.Length; i++)
            if (!IsEqual(left[i], right[i])) return false;
        return true;
    }

    bool IsEqual(object? left, object? right) =>
        left is object?[] items ? right is object?[] others && Equals(items, others) : Equals(objA: left, objB: right);

    public int GetHashCode(object?[] row)
    {
        var hash = new HashCode();
        foreach (var value in row) hash.Add(value is object?[] items ? GetHashCode(items) : value?.GetHashCode() ?? 0);
        return hash.ToHashCode();
    }
}
