using Tally.Engine.Columns;

namespace Tally.Engine.Operators.Aggregation.Accumulators;

/// <summary>PERCENTILE (value, share or array of shares, copies): interpolates between neighbors.</summary>
sealed class PercentileResult(SqlType valueType) : ListResult
{
    public override void Append(AggregateCall call, Column[] arguments, Column into)
    {
        var values = Sorted(arguments);
        if (values.Length == 0)
        {
            into.AppendNull();
            return;
        }
        if (arguments[1] is not ArrayColumn shares)
        {
            ((Column<double>)into).Append(At(values, Number(arguments[1], 0, call.ArgumentTypes[1])));
            return;
        }
        var result = (ArrayColumn)into;
        for (var i = shares.Offsets[0]; i < shares.Offsets[1]; i++)
            ((Column<double>)result.Elements).Append(At(values, Number(shares.Elements, i, call.ArgumentTypes[1].Element!)));
        result.EndRow();
    }

    // Each value with the number of values up to it, in order.
    (double Value, long UpTo)[] Sorted(Column[] arguments)
    {
        var values = new List<(double Value, long Copies)>();
        for (var i = 0; i < arguments[0].Count; i++)
        {
            var copies = arguments.Length < 3
                ? 1
                : arguments[2].IsNull(i)
                ? 0
                : arguments[2] is Column<long> longs
                ? longs.Values[i]
                : ((Column<int>)arguments[2]).Values[i];
            if (copies > 0) values.Add((Number(arguments[0], i, valueType), copies));
        }
        values.Sort((left, right) => left.Value.CompareTo(right.Value));
        long upTo = 0;
        return [.. values.Select(entry => (entry.Value, upTo += entry.Copies))];
    }

    static double At((double Value, long UpTo)[] values, double share)
    {
        var position = share * (values[^1].UpTo - 1);
        var (low, high) = (Pick(values, (long)Math.Floor(position)), Pick(values, (long)Math.Ceiling(position)));
        return low + (high - low) * (position - Math.Floor(position));
    }

    static double Pick((double Value, long UpTo)[] values, long position)
    {
        foreach (var (value, upTo) in values)
            if (position < upTo) return value;
        return values[^1].Value;
    }

    static double Number(Column column, int row, SqlType type) => column switch
    {
        Column<double> doubles => doubles.Values[row],
        Column<float> floats => floats.Values[row],
        Column<int> ints => ints.Values[row],
        Column<long> longs => longs.Values[row] / Math.Pow(10, type.Scale),
        _ => (double)((Column<Int128>)column).Values[row] / Math.Pow(10, type.Scale),
    };
}
