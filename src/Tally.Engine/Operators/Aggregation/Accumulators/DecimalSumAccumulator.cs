using System.Numerics;
using Tally.Engine.Columns;
using Tally.Engine.State;

namespace Tally.Engine.Operators.Aggregation.Accumulators;

/// <summary>A sum of 128 bits in two halves, and how many values it has.</summary>
struct DecimalSumCell
{
    public ulong Low;
    public long High;
    public long Count;

    public readonly Int128 Sum => new((ulong)High, Low);
}

/// <summary>SUM, AVG and COUNT of DECIMAL beyond 18 digits, exact; a sum of more than 38 digits is NULL.</summary>
sealed class DecimalSumAccumulator(int argument) : CellAccumulator<DecimalSumCell>
{
    static readonly Int128 s_limit =
        Int128.Parse("99999999999999999999999999999999999999", System.Globalization.CultureInfo.InvariantCulture);

    // Sums that went beyond 128 bits.
    readonly HashSet<int> _overflowed = [];

    public override void Add(Batch batch, ReadOnlySpan<int> slots) => AddWide((Column<Int128>)batch.Columns[argument], slots, 1);

    public override void Retract(Batch batch, ReadOnlySpan<int> slots) => AddWide((Column<Int128>)batch.Columns[argument], slots, -1);

    void AddWide(Column<Int128> column, ReadOnlySpan<int> slots, int sign)
    {
        for (var i = 0; i < slots.Length; i++) AddOne(slots[i], column.Values[i] * sign, sign);
    }

    void AddOne(int slot, Int128 value, long count)
    {
        ref var cell = ref Cells[slot];
        var before = cell.Sum;
        var sum = unchecked(before + value);
        if (slot != 0 && Int128.IsNegative(before) == Int128.IsNegative(value) && Int128.IsNegative(sum) != Int128.IsNegative(before))
            _overflowed.Add(slot);
        (cell.High, cell.Low) = ((long)(ulong)(sum >>> 64), (ulong)(sum & ulong.MaxValue));
        cell.Count += count;
    }

    public override void Merge(ReadOnlySpan<int> into, ReadOnlySpan<int> from)
    {
        for (var i = 0; i < into.Length; i++)
        {
            AddOne(into[i], Cells[from[i]].Sum, Cells[from[i]].Count);
            if (_overflowed.Count > 0 && _overflowed.Contains(from[i])) _overflowed.Add(into[i]);
        }
    }

    public override void Clear(ReadOnlySpan<int> slots)
    {
        base.Clear(slots);
        if (_overflowed.Count == 0) return;
        foreach (var slot in slots) _overflowed.Remove(slot);
    }

    public override void Write(AggregateCall call, ReadOnlySpan<int> slots, Column into)
    {
        foreach (var slot in slots)
        {
            var cell = Cells[slot];
            if (call.Function == "COUNT") ((Column<long>)into).Append(cell.Count);
            else if (cell.Count == 0 || _overflowed.Contains(slot)) into.AppendNull();
            else Append((Column<Int128>)into, call.Function == "AVG" ? Average(cell.Sum, cell.Count, call) : cell.Sum);
        }
    }

    internal static void Append(Column<Int128> into, Int128? value)
    {
        if (value is { } number && number <= s_limit && number >= -s_limit) into.Append(number);
        else into.AppendNull();
    }

    internal static Int128? Average(Int128 sum, long count, AggregateCall call)
    {
        var scaled = (BigInteger)sum * BigInteger.Pow(10, call.Type.Scale - call.ArgumentTypes[0].Scale);
        var quotient = BigInteger.DivRem(BigInteger.Abs(scaled), count, out var rest);
        if (rest * 2 >= count) quotient += 1;
        if (quotient > (BigInteger)s_limit) return null;
        return (Int128)(scaled.Sign < 0 ? -quotient : quotient);
    }

    public override void Snapshot(StateWriter writer, int capacity)
    {
        base.Snapshot(writer, capacity);
        writer.Write<int>(_overflowed.Order().ToArray());
    }

    public override void Restore(StateReader reader, int capacity)
    {
        base.Restore(reader, capacity);
        _overflowed.UnionWith(reader.ReadArray<int>());
    }
}
