using System.Collections.Immutable;
using Tally.Engine.Columns;
using Tally.Engine.State;

namespace Tally.Engine.Operators.Aggregation.Accumulators;

/// <summary>The different values of each slot, shared by all DISTINCT aggregates of the same arguments and filter; those that need more
/// than their number take each value once.</summary>
/// <remarks>Values have ids of their own, held by the sets, so that memory follows the sets.</remarks>
sealed class DistinctAccumulator : Accumulator
{
    readonly ImmutableArray<int> _arguments;
    readonly ImmutableArray<SqlType> _types;
    readonly KeyTable _values;
    readonly KeyReferenceCounts _holders;
    readonly List<(string Function, Accumulator Accumulator)> _inner = [];
    IdSet?[] _sets = [];
    int[] _newSlots = [];

    public DistinctAccumulator(AggregateCall call, bool skipsNulls)
    {
        (_arguments, _types) = (call.Arguments, call.ArgumentTypes);
        _values = new KeyTable(_arguments, _types);
        _holders = new(_values);
        SkipsNulls = skipsNulls;
    }

    public override bool SkipsNulls { get; }

    public override long SizeBytes => _values.SizeBytes + _sets.Sum(set => set?.SizeBytes ?? 8);

    /// <summary>Makes a call of these values possible: COUNT needs nothing, others their own accumulator.</summary>
    public void Include(AggregateCall call)
    {
        if (call.Function != "COUNT" && _inner.All(inner => inner.Function != call.Function))
            _inner.Add((call.Function, AccumulatorFactory.CreatePlain(call, false)));
    }

    public override void Grow(int capacity)
    {
        if (_sets.Length < capacity) Array.Resize(ref _sets, GrownCapacity(_sets.Length, capacity));
        foreach (var (_, accumulator) in _inner) accumulator.Grow(capacity);
    }

    public override void Add(Batch batch, ReadOnlySpan<int> slots)
    {
        if (slots.Contains(0)) (batch, slots) = Counting(batch, slots);
        var ids = _values.Map(batch);
        _holders.Reserve();
        if (_newSlots.Length < slots.Length) _newSlots = new int[Math.Max(1024, slots.Length)];
        if (_inner.Count == 0 && TryAddToOne(slots, ids)) return;
        AddAll(slots, ids);
        foreach (var (_, accumulator) in _inner) accumulator.Add(batch, _newSlots.AsSpan(0, slots.Length));
    }

    bool TryAddToOne(ReadOnlySpan<int> slots, int[] ids)
    {
        if (slots.IsEmpty || slots.IndexOfAnyExcept(slots[0]) >= 0 || _sets[slots[0]] is not { } set) return false;
        var added = set.AddAll(ids.AsSpan(0, slots.Length), _values.Capacity, _newSlots);
        if (added > 0) _holders.Hold(_newSlots.AsSpan(0, added));
        return added >= 0;
    }

    // Rows that follow each other often belong to one set, and most of its values are there.
    void AddAll(ReadOnlySpan<int> slots, int[] ids)
    {
        var current = -1;
        ReadOnlySpan<ulong> bits = default;
        for (var i = 0; i < slots.Length; i++)
        {
            var (slot, id) = (slots[i], ids[i]);
            if (slot != current) bits = _sets[slot] is { } set ? set.Bits : default;
            current = slot;
            _newSlots[i] = 0;
            if (id >> 6 < bits.Length && (bits[id >> 6] >> id & 1) != 0) continue;
            if (!AddId(slot, id)) continue;
            _newSlots[i] = slot;
            bits = _sets[slot]!.Bits;
        }
    }

    // Values of rows that do not count must not get ids.
    (Batch Batch, int[] Slots) Counting(Batch batch, ReadOnlySpan<int> slots)
    {
        var rows = new int[slots.Length];
        var kept = new int[slots.Length];
        var count = 0;
        for (var i = 0; i < slots.Length; i++)
        {
            (rows[count], kept[count]) = (i, slots[i]);
            count += slots[i] == 0 ? 0 : 1;
        }
        var columns = new Column[batch.Columns.Length];
        foreach (var argument in _arguments) columns[argument] = batch.Columns[argument].Gather(rows.AsSpan(0, count));
        return (new() { Count = count, Columns = columns }, kept[..count]);
    }

    bool AddId(int slot, int id)
    {
        var set = _sets[slot] ??= new();
        if (!set.Add(id, _values.Capacity)) return false;
        _holders.Hold(id);
        return true;
    }

    public override void Retract(Batch batch, ReadOnlySpan<int> slots) =>
        throw new InvalidOperationException("these DISTINCT aggregates cannot take rows back");

    public override void Merge(ReadOnlySpan<int> into, ReadOnlySpan<int> from)
    {
        for (var i = 0; i < into.Length; i++)
            if (_sets[from[i]] is { } set) MergeSet(into[i], set);
    }

    void MergeSet(int into, IdSet set)
    {
        var ids = set.ToArray();
        var count = 0;
        foreach (var id in ids)
            if (AddId(into, id)) ids[count++] = id;
        if (_inner.Count == 0 || count == 0) return;
        Column[] keys = [.. _types.Select(Column.For)];
        _values.AppendKeys(ids.AsSpan(0, count), keys);
        var columns = new Column[_arguments.Max() + 1];
        for (var i = 0; i < keys.Length; i++) columns[_arguments[i]] = keys[i];
        var slots = new int[count];
        Array.Fill(slots, into);
        foreach (var (_, accumulator) in _inner) accumulator.Add(new() { Count = count, Columns = columns }, slots);
    }

    public override void Clear(ReadOnlySpan<int> slots)
    {
        foreach (var slot in slots)
        {
            if (_sets[slot] is not { } set) continue;
            foreach (var id in set.ToArray()) _holders.Release(id);
            _sets[slot] = null;
        }
        _holders.ForgetIdle();
        foreach (var (_, accumulator) in _inner) accumulator.Clear(slots);
    }

    public override void Write(AggregateCall call, ReadOnlySpan<int> slots, Column into)
    {
        if (call.Function != "COUNT")
        {
            _inner.Find(inner => inner.Function == call.Function).Accumulator.Write(call, slots, into);
            return;
        }
        foreach (var slot in slots) ((Column<long>)into).Append(_sets[slot]?.Count ?? 0);
    }

    public override void Snapshot(StateWriter writer, int capacity)
    {
        _values.Snapshot(writer);
        for (var slot = 0; slot < capacity; slot++) writer.Write<int>(_sets[slot]?.ToArray() ?? []);
        foreach (var (_, accumulator) in _inner) accumulator.Snapshot(writer, capacity);
    }

    public override void Restore(StateReader reader, int capacity)
    {
        _values.Restore(reader);
        _holders.Reserve();
        Grow(capacity);
        for (var slot = 0; slot < capacity; slot++)
            foreach (var id in reader.ReadArray<int>()) AddId(slot, id);
        foreach (var (_, accumulator) in _inner) accumulator.Restore(reader, capacity);
    }
}
