using Tally.Engine.Columns;

namespace Tally.Engine.Expressions.Kernels;

/// <summary>Equality and order of single values of any type, nested ones included. NULL equals NULL here and sorts first.</summary>
static class ValueOrder
{
    public static bool Equal(Column left, int i, Column right, int j)
    {
        if (left.IsNull(i) || right.IsNull(j)) return left.IsNull(i) && right.IsNull(j);
        return (left, right) switch
        {
            (MapColumn a, MapColumn b) => EqualMaps(a, i, b, j),
            (Column<double> a, Column<double> b) => a[i] == b[j],
            (Column<float> a, Column<float> b) => a[i] == b[j],
            _ => Compare(left, i, right, j) == 0,
        };
    }

    /// <summary>Negative, zero or positive; both columns have the same shape.</summary>
    public static int Compare(Column left, int i, Column right, int j)
    {
        if (left.IsNull(i) || right.IsNull(j)) return (left.IsNull(i) ? 0 : 1) - (right.IsNull(j) ? 0 : 1);
        return (left, right) switch
        {
            (Column<int> a, Column<int> b) => a[i].CompareTo(b[j]),
            (Column<long> a, Column<long> b) => a[i].CompareTo(b[j]),
            (Column<Int128> a, Column<Int128> b) => a[i].CompareTo(b[j]),
            (Column<bool> a, Column<bool> b) => a[i].CompareTo(b[j]),
            (Column<double> a, Column<double> b) => CompareFloating(a[i], b[j]),
            (Column<float> a, Column<float> b) => CompareFloating(a[i], b[j]),
            (StringColumn a, StringColumn b) => a[i].SequenceCompareTo(b[j]),
            (ArrayColumn a, ArrayColumn b) => CompareArrays(a, i, b, j),
            (RowColumn a, RowColumn b) => CompareRows(a, i, b, j),
            _ => EqualMaps((MapColumn)left, i, (MapColumn)right, j) ? 0 : 1,
        };
    }

    /// <summary>NaN is above all numbers.</summary>
    static int CompareFloating(double left, double right) =>
        double.IsNaN(left) ? double.IsNaN(right) ? 0 : 1 : double.IsNaN(right) ? -1 : left.CompareTo(right);

    static int CompareArrays(ArrayColumn left, int i, ArrayColumn right, int j)
    {
        for (var k = 0; k < left.Length(i) && k < right.Length(j); k++)
        {
            var order = Compare(left.Elements, left.Start(i) + k, right.Elements, right.Start(j) + k);
            if (order != 0) return order;
        }
        return left.Length(i).CompareTo(right.Length(j));
    }

    static int CompareRows(RowColumn left, int i, RowColumn right, int j)
    {
        for (var k = 0; k < left.Fields.Length; k++)
        {
            var order = Compare(left.Fields[k], i, right.Fields[k], j);
            if (order != 0) return order;
        }
        return 0;
    }

    static bool EqualMaps(MapColumn left, int i, MapColumn right, int j)
    {
        if (left.Offsets[i + 1] - left.Offsets[i] != right.Offsets[j + 1] - right.Offsets[j]) return false;
        for (var k = left.Offsets[i]; k < left.Offsets[i + 1]; k++)
        {
            var entry = FindKey(right, j, left.Keys, k);
            if (entry < 0 || !Equal(left.Values, k, right.Values, entry)) return false;
        }
        return true;
    }

    /// <summary>The index of the entry with a key equal to the given value, or -1.</summary>
    public static int FindKey(MapColumn map, int row, Column keys, int key)
    {
        for (var k = map.Offsets[row]; k < map.Offsets[row + 1]; k++)
            if (Equal(map.Keys, k, keys, key)) return k;
        return -1;
    }

    /// <summary>The index in the elements of the first one of an array that equals the given value, or -1.</summary>
    public static int FindElement(ArrayColumn array, int row, Column values, int value)
    {
        for (var k = array.Start(row); k < array.Offsets[row + 1]; k++)
            if (Equal(array.Elements, k, values, value)) return k;
        return -1;
    }
}
