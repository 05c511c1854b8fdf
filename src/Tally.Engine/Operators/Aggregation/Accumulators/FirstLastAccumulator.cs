using Tally.Engine.Columns;
using Tally.Engine.State;

namespace Tally.Engine.Operators.Aggregation.Accumulators;

/// <summary>FIRST_VALUE and LAST_VALUE in the order of arrival, over rows that are never taken back.</summary>
sealed class FirstLastAccumulator(int argument, SqlType type, bool isLast) : Accumulator
{
    readonly RowCodec _codec = new([argument], [type]);
    readonly ByteBuffer _buffer = new();
    byte[]?[] _values = [];
    long[] _arrivals = [];
    long _arrival;

    public override long SizeBytes => _values.Length * 56L;

    public override void Grow(int capacity)
    {
        if (_values.Length >= capacity) return;
        Array.Resize(ref _values, GrownCapacity(_values.Length, capacity));
        Array.Resize(ref _arrivals, _values.Length);
    }

    public override void Add(Batch batch, ReadOnlySpan<int> slots)
    {
        for (var i = 0; i < slots.Length; i++)
        {
            _arrival++;
            var slot = slots[i];
            if (slot == 0 || (!isLast && _values[slot] is not null)) continue;
            _buffer.Clear();
            _codec.Encode(batch, i, _buffer);
            (_values[slot], _arrivals[slot]) = (_buffer.Written.ToArray(), _arrival);
        }
    }

    public override void Retract(Batch batch, ReadOnlySpan<int> slots) =>
        throw new InvalidOperationException("this FIRST_VALUE or LAST_VALUE cannot take rows back");

    public override void Merge(ReadOnlySpan<int> into, ReadOnlySpan<int> from)
    {
        for (var i = 0; i < into.Length; i++)
        {
            var (to, other) = (into[i], from[i]);
            if (_values[other] is null) continue;
            if (_values[to] is null || _arrivals[other] > _arrivals[to] == isLast)
                (_values[to], _arrivals[to]) = (_values[other], _arrivals[other]);
        }
    }

    public override void Clear(ReadOnlySpan<int> slots)
    {
        foreach (var slot in slots) _values[slot] = null;
    }

    public override void Write(AggregateCall call, ReadOnlySpan<int> slots, Column into)
    {
        foreach (var slot in slots)
        {
            if (_values[slot] is { } value) _codec.Decode(value, [into]);
            else into.AppendNull();
        }
    }

    public override void Snapshot(StateWriter writer, int capacity)
    {
        writer.Write(_arrival);
        writer.Write<long>(_arrivals.AsSpan(0, capacity));
        for (var slot = 0; slot < capacity; slot++) writer.Write(_values[slot] ?? []);
    }

    public override void Restore(StateReader reader, int capacity)
    {
        Grow(capacity);
        _arrival = reader.ReadInt64();
        reader.ReadArray<long>().CopyTo(_arrivals, 0);
        for (var slot = 0; slot < capacity; slot++)
            if (reader.ReadBytes() is { Length: > 0 } value) _values[slot] = value.ToArray();
    }
}
