using Tally.Engine.Columns;
using Tally.Engine.State;

namespace Tally.Engine.Operators.Aggregation.Accumulators;

/// <summary>All values of each slot in the order of arrival, for aggregates whose result needs every one of them; what becomes of them is a
/// <see cref="ListResult"/>.</summary>
sealed class ListAccumulator : Accumulator
{
    readonly ListResult _result;
    readonly RowCodec _codec;
    readonly ByteBuffer _buffer = new();
    OrderedBag<byte[]>?[] _values = [];

    public ListAccumulator(AggregateCall call)
    {
        _result = ListResult.For(call);
        _codec = new(call.Arguments, call.ArgumentTypes);
    }

    public override bool SkipsNulls => _result.SkipsNulls;

    public override long SizeBytes => _values.Sum(values => 8L + (values?.Count ?? 0) * 48L);

    public override void Grow(int capacity)
    {
        if (_values.Length < capacity) Array.Resize(ref _values, GrownCapacity(_values.Length, capacity));
    }

    public override void Add(Batch batch, ReadOnlySpan<int> slots)
    {
        for (var i = 0; i < slots.Length; i++)
            if (slots[i] != 0) BagOf(slots[i]).Add(Encode(batch, i));
    }

    public override void Retract(Batch batch, ReadOnlySpan<int> slots)
    {
        for (var i = 0; i < slots.Length; i++)
        {
            if (slots[i] == 0 || _values[slots[i]] is not { } values) continue;
            values.Remove(Encode(batch, i));
        }
    }

    OrderedBag<byte[]> BagOf(int slot) => _values[slot] ??= new(ByteArrayComparer.Instance);

    IEnumerable<byte[]> Values(int slot) => _values[slot] ?? Enumerable.Empty<byte[]>();

    byte[] Encode(Batch batch, int row)
    {
        _buffer.Clear();
        _codec.Encode(batch, row, _buffer);
        return _buffer.Written.ToArray();
    }

    public override void Merge(ReadOnlySpan<int> into, ReadOnlySpan<int> from)
    {
        for (var i = 0; i < into.Length; i++)
            foreach (var value in Values(from[i])) BagOf(into[i]).Add(value);
    }

    public override void Clear(ReadOnlySpan<int> slots)
    {
        foreach (var slot in slots) _values[slot] = null;
    }

    public override void Write(AggregateCall call, ReadOnlySpan<int> slots, Column into)
    {
        foreach (var slot in slots)
        {
            var columns = _codec.NewColumns();
            foreach (var value in Values(slot)) _codec.Decode(value, columns);
            _result.Append(call, columns, into);
        }
    }

    public override void Snapshot(StateWriter writer, int capacity)
    {
        for (var slot = 0; slot < capacity; slot++)
        {
            writer.Write(_values[slot]?.Count ?? 0);
            foreach (var value in Values(slot)) writer.Write(value.AsSpan());
        }
    }

    public override void Restore(StateReader reader, int capacity)
    {
        Grow(capacity);
        for (var slot = 0; slot < capacity; slot++)
            for (var left = reader.ReadInt32(); left > 0; left--) BagOf(slot).Add(reader.ReadBytes().ToArray());
    }
}
