using Tally.Engine.Columns;
using Tally.Engine.State;

namespace Tally.Engine.Operators.Aggregation.Accumulators;

/// <summary>MIN and MAX over rows that may be taken back: all values of a slot, sorted and counted.</summary>
sealed class RetractableExtremeAccumulator<T>(int argument, bool isMax, ValueAccess<T> access) : Accumulator where T : notnull
{
    SortedDictionary<T, long>?[] _values = [];

    public override long SizeBytes => _values.Sum(values => 8L + (values?.Count ?? 0) * 72L);

    public override void Grow(int capacity)
    {
        if (_values.Length < capacity) Array.Resize(ref _values, GrownCapacity(_values.Length, capacity));
    }

    public override void Add(Batch batch, ReadOnlySpan<int> slots)
    {
        for (var i = 0; i < slots.Length; i++)
            if (slots[i] != 0) Change(slots[i], access.Read(batch.Columns[argument], i), 1);
    }

    public override void Retract(Batch batch, ReadOnlySpan<int> slots)
    {
        for (var i = 0; i < slots.Length; i++)
            if (slots[i] != 0) Change(slots[i], access.Read(batch.Columns[argument], i), -1);
    }

    void Change(int slot, T value, long by)
    {
        // The best value comes first in the order.
        var values = _values[slot] ??= new(isMax ? Comparer<T>.Create((left, right) => access.Order.Compare(right, left)) : access.Order);
        var count = values.GetValueOrDefault(value) + by;
        if (count == 0) values.Remove(value);
        else values[value] = count;
    }

    public override void Merge(ReadOnlySpan<int> into, ReadOnlySpan<int> from)
    {
        for (var i = 0; i < into.Length; i++)
            foreach (var (value, count) in _values[from[i]] ?? []) Change(into[i], value, count);
    }

    public override void Clear(ReadOnlySpan<int> slots)
    {
        foreach (var slot in slots) _values[slot] = null;
    }

    public override void Write(AggregateCall call, ReadOnlySpan<int> slots, Column into)
    {
        foreach (var slot in slots)
        {
            var found = false;
            foreach (var (value, count) in _values[slot] ?? [])
            {
                if (count <= 0) continue;
                access.Append(into, value);
                found = true;
                break;
            }
            if (!found) into.AppendNull();
        }
    }

    public override void Snapshot(StateWriter writer, int capacity)
    {
        for (var slot = 0; slot < capacity; slot++)
        {
            writer.Write(_values[slot]?.Count ?? 0);
            foreach (var (value, count) in _values[slot] ?? [])
            {
                access.Write(writer, value);
                writer.Write(count);
            }
        }
    }

    public override void Restore(StateReader reader, int capacity)
    {
        Grow(capacity);
        for (var slot = 0; slot < capacity; slot++)
            for (var left = reader.ReadInt32(); left > 0; left--) Change(slot, access.ReadState(reader), reader.ReadInt64());
    }
}

/// <summary>How a value of one type leaves a column and comes back.</summary>
sealed record ValueAccess<T>(Func<Column, int, T> Read, Action<Column, T> Append, IComparer<T> Order, Action<StateWriter, T> Write,
    Func<StateReader, T> ReadState);

/// <summary>The accesses of all types.</summary>
static class ValueAccess
{
    /// <summary>Values of fixed size.</summary>
    public static ValueAccess<T> Fixed<T>() where T : unmanaged, IComparable<T> => new(
        (column, row) => ((Column<T>)column).Values[row],
        (column, value) => ((Column<T>)column).Append(value),
        Comparer<T>.Default,
        (writer, value) => writer.Write<T>([value]),
        reader => reader.ReadArray<T>()[0]);

    /// <summary>Text, in the order of its bytes.</summary>
    public static ValueAccess<byte[]> Text { get; } = new(
        (column, row) => ((StringColumn)column)[row].ToArray(),
        (column, value) => ((StringColumn)column).Append(value),
        Comparer<byte[]>.Create((left, right) => left.AsSpan().SequenceCompareTo(right)),
        (writer, value) => writer.Write(value.AsSpan()),
        reader => reader.ReadBytes().ToArray());
}
