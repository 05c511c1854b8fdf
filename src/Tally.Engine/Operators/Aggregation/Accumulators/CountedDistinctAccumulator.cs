using Tally.Engine.Columns;
using Tally.Engine.State;

namespace Tally.Engine.Operators.Aggregation.Accumulators;

/// <summary>One DISTINCT aggregate over an input that takes rows back: how often each slot holds each value.</summary>
sealed class CountedDistinctAccumulator : Accumulator
{
    readonly AggregateCall _call;
    readonly RowCodec _codec;
    readonly Accumulator? _inner;
    readonly ByteBuffer _buffer = new();
    Dictionary<byte[], long>?[] _counts = [];
    int[] _changed = [];

    public CountedDistinctAccumulator(AggregateCall call, bool skipsNulls)
    {
        _call = call;
        SkipsNulls = skipsNulls;
        _codec = new(call.Arguments, call.ArgumentTypes);
        if (call.Function != "COUNT") _inner = AccumulatorFactory.CreatePlain(call, true);
    }

    public override bool SkipsNulls { get; }

    public override long SizeBytes => _counts.Sum(counts => 8L + (counts?.Count ?? 0) * 64L) + (_inner?.SizeBytes ?? 0);

    public override void Grow(int capacity)
    {
        if (_counts.Length < capacity) Array.Resize(ref _counts, GrownCapacity(_counts.Length, capacity));
        _inner?.Grow(capacity);
    }

    public override void Add(Batch batch, ReadOnlySpan<int> slots)
    {
        Change(batch, slots, 1);
        _inner?.Add(batch, _changed.AsSpan(0, slots.Length));
    }

    public override void Retract(Batch batch, ReadOnlySpan<int> slots)
    {
        Change(batch, slots, -1);
        _inner?.Retract(batch, _changed.AsSpan(0, slots.Length));
    }

    // A value reaches the inner accumulator when its first copy comes, and leaves it with the last.
    void Change(Batch batch, ReadOnlySpan<int> slots, int by)
    {
        if (_changed.Length < slots.Length) _changed = new int[slots.Length];
        for (var i = 0; i < slots.Length; i++)
        {
            _changed[i] = 0;
            if (slots[i] == 0) continue;
            _buffer.Clear();
            _codec.Encode(batch, i, _buffer);
            if (ChangeOne(slots[i], _buffer.Written, by)) _changed[i] = slots[i];
        }
    }

    bool ChangeOne(int slot, ReadOnlySpan<byte> value, long by)
    {
        var counts = CountsOf(slot).GetAlternateLookup<ReadOnlySpan<byte>>();
        counts.TryGetValue(value, out var before);
        var after = before + by;
        if (after == 0) counts.Remove(value);
        else counts[value] = after;
        return before <= 0 != after <= 0;
    }

    Dictionary<byte[], long> CountsOf(int slot) => _counts[slot] ??= new(ByteArrayComparer.Instance);

    public override void Merge(ReadOnlySpan<int> into, ReadOnlySpan<int> from)
    {
        for (var i = 0; i < into.Length; i++)
        {
            if (_counts[from[i]] is not { } counts) continue;
            foreach (var (value, count) in counts)
                if (ChangeOne(into[i], value, count) && _inner is not null) Replay(value, into[i], count > 0);
        }
    }

    void Replay(byte[] value, int slot, bool isAdd)
    {
        var keys = _codec.NewColumns();
        _codec.Decode(value, keys);
        var columns = new Column[_call.Arguments.Max() + 1];
        for (var i = 0; i < keys.Length; i++) columns[_call.Arguments[i]] = keys[i];
        var batch = new Batch { Count = 1, Columns = columns };
        if (isAdd) _inner!.Add(batch, [slot]);
        else _inner!.Retract(batch, [slot]);
    }

    public override void Clear(ReadOnlySpan<int> slots)
    {
        foreach (var slot in slots) _counts[slot] = null;
        _inner?.Clear(slots);
    }

    public override void Write(AggregateCall call, ReadOnlySpan<int> slots, Column into)
    {
        if (_inner is not null) _inner.Write(call, slots, into);
        else
            foreach (var slot in slots) ((Column<long>)into).Append(_counts[slot]?.Count(entry => entry.Value > 0) ?? 0);
    }

    public override void Snapshot(StateWriter writer, int capacity)
    {
        for (var slot = 0; slot < capacity; slot++)
        {
            writer.Write(_counts[slot]?.Count ?? 0);
            foreach (var (value, count) in _counts[slot] ?? [])
            {
                writer.WriteBase64(value);
                writer.Write(count);
            }
        }
        _inner?.Snapshot(writer, capacity);
    }

    public override void Restore(StateReader reader, int capacity)
    {
        Grow(capacity);
        for (var slot = 0; slot < capacity; slot++)
            for (var left = reader.ReadInt32(); left > 0; left--) CountsOf(slot)[reader.ReadBase64()] = reader.ReadInt64();
        _inner?.Restore(reader, capacity);
    }
}
