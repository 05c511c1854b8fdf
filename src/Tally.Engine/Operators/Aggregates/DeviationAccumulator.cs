using Tally.Engine.Columns;

namespace Tally.Engine.Operators.Aggregates;

/// <summary>The sums that a variance needs.</summary>
struct Moments
{
    public double Sum;
    public double Squares;
    public long Count;
}

/// <summary>STDDEV_POP, STDDEV_SAMP, VAR_POP and VAR_SAMP.</summary>
sealed class DeviationAccumulator(int argument, SqlType type) : CellAccumulator<Moments>
{
    public override void Add(Batch batch, ReadOnlySpan<int> slots) => Change(batch.Columns[argument], slots, 1);

    public override void Retract(Batch batch, ReadOnlySpan<int> slots) => Change(batch.Columns[argument], slots, -1);

    void Change(Column column, ReadOnlySpan<int> slots, int sign)
    {
        var unit = Math.Pow(10, -type.Scale);
        for (var i = 0; i < slots.Length; i++)
        {
            ref var cell = ref Cells[slots[i]];
            var value = Value(column, i, unit);
            cell.Sum += sign * value;
            cell.Squares += sign * value * value;
            cell.Count += sign;
        }
    }

    static double Value(Column column, int row, double unit) => column switch
    {
        Column<double> doubles => doubles.Values[row],
        Column<float> floats => floats.Values[row],
        Column<int> ints => ints.Values[row],
        Column<long> longs => longs.Values[row] * unit,
        _ => (double)((Column<Int128>)column).Values[row] * unit,
    };

    public override void Merge(ReadOnlySpan<int> into, ReadOnlySpan<int> from)
    {
        for (var i = 0; i < into.Length; i++)
        {
            ref var cell = ref Cells[into[i]];
            var other = Cells[from[i]];
            cell.Sum += other.Sum;
            cell.Squares += other.Squares;
            cell.Count += other.Count;
        }
    }

    public override void Write(AggregateCall call, ReadOnlySpan<int> slots, Column into)
    {
        var isSample = call.Function.EndsWith("SAMP", StringComparison.Ordinal);
        var isRoot = call.Function.StartsWith("STDDEV", StringComparison.Ordinal);
        foreach (var slot in slots)
        {
            var cell = Cells[slot];
            var divisor = isSample ? cell.Count - 1 : cell.Count;
            if (divisor <= 0)
            {
                into.AppendNull();
                continue;
            }
            var variance = (cell.Squares - cell.Sum * cell.Sum / cell.Count) / divisor;
            Append(into, call.Type, isRoot ? Math.Sqrt(variance) : variance);
        }
    }

    static void Append(Column into, SqlType type, double value)
    {
        switch (into)
        {
            case Column<double> doubles: doubles.Append(value); break;
            case Column<float> floats: floats.Append((float)value); break;
            case Column<int> ints: ints.Append((int)value); break;
            case Column<long> longs: longs.Append((long)value); break;
            case Column<Int128> wide: wide.Append((Int128)((decimal)Math.Round(value, type.Scale) * (decimal)Math.Pow(10, type.Scale))); break;
        }
    }
}
