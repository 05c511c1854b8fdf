using Tally.Engine.Columns;

namespace Tally.Engine.State;

/// <summary>A number for the first sort key of a row: a row with a smaller one comes first; of rows with equal ones it says
/// nothing.</summary>
static class OrderPrefix
{
    /// <summary>Writes the prefix of each row of a column.</summary>
    public static void Write(Column column, SortKey key, Span<ulong> prefixes)
    {
        switch (column)
        {
            case Column<int> ints:
                for (var row = 0; row < prefixes.Length; row++) prefixes[row] = Ordered(ints.Values[row]);
                break;
            case Column<long> longs:
                for (var row = 0; row < prefixes.Length; row++) prefixes[row] = Ordered(longs.Values[row]);
                break;
            case Column<Int128> wide:
                for (var row = 0; row < prefixes.Length; row++) prefixes[row] = Ordered(Saturated(wide.Values[row]));
                break;
            default:
                prefixes.Clear();
                return;
        }
        if (key.Descending)
            foreach (ref var prefix in prefixes) prefix = ~prefix;
        if (!column.HasNulls) return;
        for (var row = 0; row < prefixes.Length; row++)
            if (column.IsNull(row)) prefixes[row] = key.NullsFirst ? 0 : ulong.MaxValue;
    }

    static ulong Ordered(long value) => (ulong)value ^ 0x8000_0000_0000_0000;

    static long Saturated(Int128 value)
    {
        var low = (long)(ulong)(value & ulong.MaxValue);
        var high = (long)(value >> 64);
        return high == low >> 63 ? low : high < 0 ? long.MinValue : long.MaxValue;
    }
}
