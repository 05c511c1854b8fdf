using Tally.Engine.Columns;

namespace Tally.Engine.Operators.Aggregation.Accumulators;

/// <summary>A floating-point sum, and how many values it has.</summary>
struct DoubleSum
{
    public double Sum;
    public long Count;
}

/// <summary>SUM, AVG and COUNT of DOUBLE and FLOAT, in the order of arrival. SUM of FLOAT adds in FLOAT.</summary>
sealed class DoubleSumAccumulator(int argument, bool isSingle) : CellAccumulator<DoubleSum>
{
    public override void Add(Batch batch, ReadOnlySpan<int> slots)
    {
        var column = batch.Columns[argument];
        for (var i = 0; i < slots.Length; i++) AddOne(ref Cells[slots[i]], Value(column, i), 1);
    }

    public override void Retract(Batch batch, ReadOnlySpan<int> slots)
    {
        var column = batch.Columns[argument];
        for (var i = 0; i < slots.Length; i++) AddOne(ref Cells[slots[i]], -Value(column, i), -1);
    }

    public override void Merge(ReadOnlySpan<int> into, ReadOnlySpan<int> from)
    {
        for (var i = 0; i < into.Length; i++) AddOne(ref Cells[into[i]], Cells[from[i]].Sum, Cells[from[i]].Count);
    }

    void AddOne(ref DoubleSum cell, double value, long count)
    {
        cell.Sum = isSingle ? (float)cell.Sum + (float)value : cell.Sum + value;
        cell.Count += count;
    }

    static double Value(Column column, int row) =>
        column is Column<double> doubles ? doubles.Values[row] : ((Column<float>)column).Values[row];

    public override void Write(AggregateCall call, ReadOnlySpan<int> slots, Column into)
    {
        foreach (var slot in slots)
        {
            var cell = Cells[slot];
            if (call.Function == "COUNT")
            {
                ((Column<long>)into).Append(cell.Count);
                continue;
            }
            if (cell.Count == 0) into.AppendNull();
            else Append(into, call.Function == "AVG" ? cell.Sum / cell.Count : cell.Sum);
        }
    }

    static void Append(Column into, double value)
    {
        if (into is Column<double> doubles) doubles.Append(value);
        else ((Column<float>)into).Append((float)value);
    }
}
