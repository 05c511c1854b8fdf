using Tally.Engine.Columns;
using Tally.Engine.State;

namespace Tally.Engine.Operators.Aggregation.Accumulators;

/// <summary>MIN and MAX of text, by bytes, over rows that are never taken back.</summary>
sealed class TextExtremeAccumulator(int argument, bool isMax) : Accumulator
{
    byte[]?[] _values = [];

    public override long SizeBytes => _values.Length * 40L;

    public override void Grow(int capacity)
    {
        if (_values.Length < capacity) Array.Resize(ref _values, GrownCapacity(_values.Length, capacity));
    }

    public override void Add(Batch batch, ReadOnlySpan<int> slots)
    {
        var text = (StringColumn)batch.Columns[argument];
        for (var i = 0; i < slots.Length; i++)
        {
            var slot = slots[i];
            if (slot != 0 && IsBetter(text[i], _values[slot])) _values[slot] = text[i].ToArray();
        }
    }

    bool IsBetter(ReadOnlySpan<byte> value, byte[]? than)
    {
        if (than is null) return true;
        var order = value.SequenceCompareTo(than);
        return isMax ? order > 0 : order < 0;
    }

    public override void Retract(Batch batch, ReadOnlySpan<int> slots) =>
        throw new InvalidOperationException("this MIN or MAX cannot take rows back");

    public override void Merge(ReadOnlySpan<int> into, ReadOnlySpan<int> from)
    {
        for (var i = 0; i < into.Length; i++)
            if (_values[from[i]] is { } value && IsBetter(value, _values[into[i]])) _values[into[i]] = value;
    }

    public override void Clear(ReadOnlySpan<int> slots)
    {
        foreach (var slot in slots) _values[slot] = null;
    }

    public override void Write(AggregateCall call, ReadOnlySpan<int> slots, Column into)
    {
        foreach (var slot in slots)
        {
            if (_values[slot] is { } value) ((StringColumn)into).Append(value);
            else into.AppendNull();
        }
    }

    public override void Snapshot(StateWriter writer, int capacity)
    {
        for (var slot = 0; slot < capacity; slot++)
        {
            writer.Write(_values[slot] is not null);
            if (_values[slot] is { } value) writer.Write(value.AsSpan());
        }
    }

    public override void Restore(StateReader reader, int capacity)
    {
        Grow(capacity);
        for (var slot = 0; slot < capacity; slot++) _values[slot] = reader.ReadBoolean() ? reader.ReadBytes().ToArray() : null;
    }
}
