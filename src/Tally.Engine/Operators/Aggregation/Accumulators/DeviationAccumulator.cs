using Tally.Engine.Columns;
using Tally.Engine.Expressions.Arithmetic;
using Tally.Engine.Expressions.Casting;

namespace Tally.Engine.Operators.Aggregation.Accumulators;

/// <summary>Number, mean and squared distance from the mean of values, kept without ever squaring the values themselves (Welford,
/// 1962).</summary>
struct Moments
{
    public long Count;
    public double Mean;

    /// <summary>The sum of the squared distances from the mean.</summary>
    public double Distance;

    public void Add(double value)
    {
        Count++;
        var delta = value - Mean;
        Mean += delta / Count;
        Distance += delta * (value - Mean);
    }

    public void Remove(double value)
    {
        Count--;
        if (Count <= 0)
        {
            this = default;
            return;
        }
        var delta = value - Mean;
        Mean -= delta / Count;
        Distance -= delta * (value - Mean);
    }

    /// <summary>Takes in the values of another (Chan, Golub and LeVeque, 1979).</summary>
    public void Merge(Moments other)
    {
        if (other.Count == 0) return;
        var count = Count + other.Count;
        var delta = other.Mean - Mean;
        Mean = Count == 0 ? other.Mean : Mean + delta * other.Count / count;
        Distance += other.Distance + delta * delta * Count / count * other.Count;
        Count = count;
    }

    /// <summary>The variance, or null where there are too few values.</summary>
    public readonly double? Variance(bool isSample)
    {
        var divisor = isSample ? Count - 1 : Count;
        return divisor <= 0 ? null : double.IsNegative(Distance) ? 0 : Distance / divisor;
    }
}

/// <summary>STDDEV_POP, STDDEV_SAMP, VAR_POP and VAR_SAMP: computed in DOUBLE, then cast to the type of the result as CAST does
/// it.</summary>
sealed class DeviationAccumulator(int argument, SqlType type) : CellAccumulator<Moments>
{
    public override void Add(Batch batch, ReadOnlySpan<int> slots)
    {
        var column = batch.Columns[argument];
        for (var i = 0; i < slots.Length; i++)
            if (slots[i] != 0) Cells[slots[i]].Add(Value(column, i));
    }

    public override void Retract(Batch batch, ReadOnlySpan<int> slots)
    {
        var column = batch.Columns[argument];
        for (var i = 0; i < slots.Length; i++)
            if (slots[i] != 0) Cells[slots[i]].Remove(Value(column, i));
    }

    double Value(Column column, int row) => column switch
    {
        Column<double> doubles => doubles.Values[row],
        Column<float> floats => floats.Values[row],
        Column<int> ints => ints.Values[row],
        Column<long> longs when type.Kind != TypeKind.Decimal => longs.Values[row],
        Column<long> scaled => new DecimalDouble(type.Scale).Apply(scaled.Values[row]),
        _ => new DecimalDouble(type.Scale).Apply(((Column<Int128>)column).Values[row]),
    };

    public override void Merge(ReadOnlySpan<int> into, ReadOnlySpan<int> from)
    {
        for (var i = 0; i < into.Length; i++) Cells[into[i]].Merge(Cells[from[i]]);
    }

    public override void Write(AggregateCall call, ReadOnlySpan<int> slots, Column into)
    {
        var isSample = call.Function.EndsWith("SAMP", StringComparison.Ordinal);
        var isRoot = call.Function.StartsWith("STDDEV", StringComparison.Ordinal);
        foreach (var slot in slots)
        {
            if (Cells[slot].Variance(isSample) is { } variance) Append(isRoot ? Math.Sqrt(variance) : variance, call.Type, into);
            else into.AppendNull();
        }
    }

    static void Append(double result, SqlType type, Column into)
    {
        switch (into)
        {
            case Column<double> doubles: doubles.Append(result); break;
            case Column<float> floats: floats.Append((float)result); break;
            case Column<int> ints: ints.Append(Cut(new SaturateNumber<double, int>().Apply(result), type.Kind)); break;
            case Column<long> longs: longs.Append(new SaturateNumber<double, long>().Apply(result)); break;
            default: AppendDecimal(result, type, (Column<Int128>)into); break;
        }
    }

    static int Cut(int value, TypeKind kind) => kind switch
    {
        TypeKind.TinyInt => new CutInteger(8).Apply(value),
        TypeKind.SmallInt => new CutInteger(16).Apply(value),
        _ => value,
    };

    static void AppendDecimal(double result, SqlType type, Column<Int128> into)
    {
        if (new DoubleDecimal(type.Precision, type.Scale, isTry: true).TryApply(result, out var value)) into.Append(value);
        else into.AppendNull();
    }
}
