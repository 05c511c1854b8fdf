using Tally.Engine.Columns;
using Tally.Engine.State;

namespace Tally.Engine.Operators.Aggregation.Accumulators;

/// <summary>A sum that knows how many values it has.</summary>
interface ICountedSum
{
    /// <summary>The number of values, those that are not NULL.</summary>
    long CountOf(int slot);
}

/// <summary>COUNT(*) beside a sum without a filter: the values that the sum has counted, and the rows whose value was NULL. Its state reads
/// like that of <see cref="CountAccumulator"/>.</summary>
sealed class CountOfSumAccumulator(ICountedSum sum, int argument) : Accumulator
{
    // By slot, from the first NULL on.
    long[] _nulls = [];
    int _capacity;

    public override bool SkipsNulls => false;

    public override long SizeBytes => _nulls.Length * 8L;

    public override void Grow(int capacity)
    {
        _capacity = Math.Max(_capacity, capacity);
        if (_nulls.Length > 0 && _nulls.Length < capacity) Array.Resize(ref _nulls, GrownCapacity(_nulls.Length, capacity));
    }

    public override void Add(Batch batch, ReadOnlySpan<int> slots) => Count(batch, slots, 1);

    public override void Retract(Batch batch, ReadOnlySpan<int> slots) => Count(batch, slots, -1);

    public override bool TryAdd(Batch batch, int slot) => !batch.Columns[argument].HasNulls;

    void Count(Batch batch, ReadOnlySpan<int> slots, int sign)
    {
        var values = batch.Columns[argument];
        if (!values.HasNulls) return;
        Reserve();
        for (var i = 0; i < slots.Length; i++)
            if (values.IsNull(i)) _nulls[slots[i]] += sign;
    }

    void Reserve()
    {
        if (_nulls.Length == 0) _nulls = new long[_capacity];
    }

    public override void Merge(ReadOnlySpan<int> into, ReadOnlySpan<int> from)
    {
        if (_nulls.Length == 0) return;
        for (var i = 0; i < into.Length; i++) _nulls[into[i]] += _nulls[from[i]];
    }

    public override void Clear(ReadOnlySpan<int> slots)
    {
        if (_nulls.Length == 0) return;
        foreach (var slot in slots) _nulls[slot] = 0;
    }

    public override void Write(AggregateCall call, ReadOnlySpan<int> slots, Column into)
    {
        var counts = (Column<long>)into;
        foreach (var slot in slots) counts.Append(CountOf(slot));
    }

    long CountOf(int slot) => sum.CountOf(slot) + (_nulls.Length == 0 ? 0 : _nulls[slot]);

    public override void Snapshot(StateWriter writer, int capacity)
    {
        var counts = writer.Begin();
        for (var slot = 0; slot < capacity; slot++) writer.Write(CountOf(slot));
        writer.End(counts);
    }

    // The sum is restored before.
    public override void Restore(StateReader reader, int capacity)
    {
        Grow(capacity);
        var counts = reader.ReadArray<long>();
        Reserve();
        for (var slot = 0; slot < counts.Length; slot++) _nulls[slot] = counts[slot] - sum.CountOf(slot);
        if (!_nulls.AsSpan().ContainsAnyExcept(0)) _nulls = [];
    }
}
