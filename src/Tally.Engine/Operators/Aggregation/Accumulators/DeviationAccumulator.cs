using Tally.Engine.Columns;

namespace Tally.Engine.Operators.Aggregation.Accumulators;

/// <summary>The sums that a variance of DOUBLE needs.</summary>
struct Moments
{
    public double Sum;
    public double Squares;
    public long Count;
}

/// <summary>STDDEV_POP, STDDEV_SAMP, VAR_POP and VAR_SAMP of DOUBLE and FLOAT.</summary>
sealed class DeviationAccumulator(int argument) : CellAccumulator<Moments>
{
    public override void Add(Batch batch, ReadOnlySpan<int> slots) => Change(batch.Columns[argument], slots, 1);

    public override void Retract(Batch batch, ReadOnlySpan<int> slots) => Change(batch.Columns[argument], slots, -1);

    void Change(Column column, ReadOnlySpan<int> slots, int sign)
    {
        for (var i = 0; i < slots.Length; i++)
        {
            ref var cell = ref Cells[slots[i]];
            var value = column is Column<double> doubles ? doubles.Values[i] : ((Column<float>)column).Values[i];
            cell.Sum += sign * value;
            cell.Squares += sign * value * value;
            cell.Count += sign;
        }
    }

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
        foreach (var slot in slots)
        {
            var cell = Cells[slot];
            var divisor = Deviation.IsSample(call) ? cell.Count - 1 : cell.Count;
            if (divisor <= 0)
            {
                into.AppendNull();
                continue;
            }
            var variance = (cell.Squares - cell.Sum * cell.Sum / cell.Count) / divisor;
            var result = Deviation.IsRoot(call) ? Math.Sqrt(variance) : variance;
            if (into is Column<double> doubles) doubles.Append(result);
            else ((Column<float>)into).Append((float)result);
        }
    }
}

/// <summary>What the names of the family mean.</summary>
static class Deviation
{
    public static bool IsSample(AggregateCall call) => call.Function.EndsWith("SAMP", StringComparison.Ordinal);

    public static bool IsRoot(AggregateCall call) => call.Function.StartsWith("STDDEV", StringComparison.Ordinal);
}
