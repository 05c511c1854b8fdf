using Tally.Engine.Columns;

namespace Tally.Engine.Operators.Aggregation.Accumulators;

/// <summary>A sum that wraps around, and how many values it has.</summary>
struct LongSum
{
    public long Sum;
    public long Count;
}

/// <summary>SUM, AVG and COUNT of integers. Adds in 64 bits; SUM wraps in the type of the argument, AVG cuts towards zero.</summary>
sealed class LongSumAccumulator(int argument) : CellAccumulator<LongSum>, ICountedSum
{
    public long CountOf(int slot) => Cells[slot].Count;

    public override void Add(Batch batch, ReadOnlySpan<int> slots)
    {
        var cells = Cells;
        if (batch.Columns[argument] is Column<int> ints)
        {
            var values = ints.Values.AsSpan(0, slots.Length);
            for (var i = 0; i < slots.Length; i++)
            {
                ref var cell = ref cells[slots[i]];
                cell.Sum += values[i];
                cell.Count++;
            }
        }
        else
        {
            var values = ((Column<long>)batch.Columns[argument]).Values.AsSpan(0, slots.Length);
            for (var i = 0; i < slots.Length; i++)
            {
                ref var cell = ref cells[slots[i]];
                cell.Sum += values[i];
                cell.Count++;
            }
        }
    }

    public override bool TryAdd(Batch batch, int slot)
    {
        var sum = 0L;
        if (batch.Columns[argument] is Column<int> ints)
            foreach (var value in ints.Values.AsSpan(0, batch.Count)) sum += value;
        else
            foreach (var value in ((Column<long>)batch.Columns[argument]).Values.AsSpan(0, batch.Count)) sum += value;
        Cells[slot].Sum += sum;
        Cells[slot].Count += batch.Count;
        return true;
    }

    public override void Retract(Batch batch, ReadOnlySpan<int> slots)
    {
        for (var i = 0; i < slots.Length; i++)
        {
            ref var cell = ref Cells[slots[i]];
            cell.Sum -= batch.Columns[argument] is Column<int> ints ? ints.Values[i] : ((Column<long>)batch.Columns[argument]).Values[i];
            cell.Count--;
        }
    }

    public override void Merge(ReadOnlySpan<int> into, ReadOnlySpan<int> from)
    {
        for (var i = 0; i < into.Length; i++)
        {
            ref var cell = ref Cells[into[i]];
            cell.Sum += Cells[from[i]].Sum;
            cell.Count += Cells[from[i]].Count;
        }
    }

    public override void Write(AggregateCall call, ReadOnlySpan<int> slots, Column into)
    {
        foreach (var slot in slots)
        {
            var cell = Cells[slot];
            if (call.Function == "COUNT") ((Column<long>)into).Append(cell.Count);
            else if (cell.Count == 0) into.AppendNull();
            else Append(into, call.Type.Kind, call.Function == "AVG" ? cell.Sum / cell.Count : cell.Sum);
        }
    }

    static void Append(Column into, TypeKind kind, long value)
    {
        if (kind == TypeKind.BigInt) ((Column<long>)into).Append(value);
        else
            ((Column<int>)into)
                .Append(kind switch { TypeKind.TinyInt => (sbyte)value, TypeKind.SmallInt => (short)value, _ => (int)value });
    }
}
