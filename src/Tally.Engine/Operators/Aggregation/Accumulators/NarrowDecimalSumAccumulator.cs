using System.Runtime.CompilerServices;
using Tally.Engine.Columns;
using Tally.Engine.State;

namespace Tally.Engine.Operators.Aggregation.Accumulators;

/// <summary>SUM, AVG and COUNT of DECIMAL up to 18 digits, exact: 64 bits a sum, and how often it went beyond them for the few that do. Its
/// state reads like that of <see cref="DecimalSumAccumulator"/>.</summary>
sealed class NarrowDecimalSumAccumulator(int argument) : CellAccumulator<LongSum>, ICountedSum
{
    // What a slot's sum has above 64 bits, as a signed number.
    readonly Dictionary<int, long> _carries = [];

    public long CountOf(int slot) => Cells[slot].Count;

    public override void Add(Batch batch, ReadOnlySpan<int> slots)
    {
        var cells = Cells;
        var values = ((Column<long>)batch.Columns[argument]).Values.AsSpan(0, slots.Length);
        for (var i = 0; i < slots.Length; i++)
        {
            ref var cell = ref cells[slots[i]];
            var value = values[i];
            var sum = cell.Sum + value;
            if (((cell.Sum ^ sum) & (value ^ sum)) < 0) Carry(slots[i], value);
            cell.Sum = sum;
            cell.Count++;
        }
    }

    public override bool TryAdd(Batch batch, int slot)
    {
        // Two sums of half a value each cannot overflow, and lie in registers.
        long high = 0, low = 0;
        foreach (var value in ((Column<long>)batch.Columns[argument]).Values.AsSpan(0, batch.Count))
        {
            high += value >> 32;
            low += value & uint.MaxValue;
        }
        AddWide(slot, ((Int128)high << 32) + low, batch.Count);
        return true;
    }

    public override void Retract(Batch batch, ReadOnlySpan<int> slots)
    {
        for (var i = 0; i < slots.Length; i++) AddWide(slots[i], -(Int128)((Column<long>)batch.Columns[argument]).Values[i], -1);
    }

    public override void Merge(ReadOnlySpan<int> into, ReadOnlySpan<int> from)
    {
        for (var i = 0; i < into.Length; i++) AddWide(into[i], SumOf(from[i]), Cells[from[i]].Count);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    void Carry(int slot, long value) => _carries[slot] = _carries.GetValueOrDefault(slot) + (value < 0 ? -1 : 1);

    void AddWide(int slot, Int128 value, long count)
    {
        var sum = SumOf(slot) + value;
        Set(slot, sum, Cells[slot].Count + count);
    }

    Int128 SumOf(int slot) =>
        _carries.Count > 0 && _carries.TryGetValue(slot, out var carry) ? ((Int128)carry << 64) + Cells[slot].Sum : Cells[slot].Sum;

    void Set(int slot, Int128 sum, long count)
    {
        var low = (long)(ulong)(sum & ulong.MaxValue);
        var carry = (long)((sum - low) >> 64);
        Cells[slot] = new() { Sum = low, Count = count };
        if (carry != 0) _carries[slot] = carry;
        else if (_carries.Count > 0) _carries.Remove(slot);
    }

    public override void Clear(ReadOnlySpan<int> slots)
    {
        base.Clear(slots);
        if (_carries.Count == 0) return;
        foreach (var slot in slots) _carries.Remove(slot);
    }

    public override void Write(AggregateCall call, ReadOnlySpan<int> slots, Column into)
    {
        foreach (var slot in slots)
        {
            var count = Cells[slot].Count;
            if (call.Function == "COUNT") ((Column<long>)into).Append(count);
            else if (count == 0) into.AppendNull();
            else if (call.Function == "AVG")
                DecimalSumAccumulator.Append((Column<Int128>)into, DecimalSumAccumulator.Average(SumOf(slot), count, call));
            else ((Column<Int128>)into).Append(SumOf(slot));
        }
    }

    public override void Snapshot(StateWriter writer, int capacity)
    {
        var cells = writer.Begin();
        for (var slot = 0; slot < capacity; slot++)
        {
            writer.Write(SumOf(slot));
            writer.Write(Cells[slot].Count);
        }
        writer.End(cells);
        writer.Write<int>([]);
    }

    public override void Restore(StateReader reader, int capacity)
    {
        Grow(capacity);
        var cells = reader.ReadArray<DecimalSumCell>();
        for (var slot = 0; slot < cells.Length; slot++) Set(slot, cells[slot].Sum, cells[slot].Count);
        reader.ReadArray<int>();
    }
}
