using Tally.Engine.Columns;
using Tally.Engine.Operators.Aggregation;
using Tally.Engine.State;

namespace Tally.Engine.Operators.Windows.Slices;

/// <summary>The slices of a window operator, in time order, with the keys and slots that they hold. A key may be forgotten with the last
/// slice that has it.</summary>
sealed class SliceStore(KeyTable keys, AggregateSet aggregates)
{
    // Rows arrive for the newest few slices; only these keep a map from key to slot, more of them when there are few keys.
    const int LeastMaps = 8;
    const int MapBudget = 4_000_000;

    readonly List<Slice> _slices = [];
    readonly List<Slice> _mapped = [];
    readonly Stack<int[]> _maps = new();
    readonly KeyReferenceCounts _holders = new(keys);
    int[] _slots = [];
    long _uses;

    public IReadOnlyList<Slice> Slices => _slices;

    public KeyTable Keys => keys;

    public AggregateSet Aggregates => aggregates;

    /// <summary>The end of the next window to fire, or long.MaxValue.</summary>
    public long NextWindowEnd
    {
        get
        {
            var next = long.MaxValue;
            foreach (var slice in _slices) next = Math.Min(next, slice.NextWindowEnd);
            return next;
        }
    }

    /// <summary>The slice of these bounds, a new one if need be.</summary>
    public Slice Open(long start, long firstEnd, long lastEnd)
    {
        var index = _slices.Count;
        for (; index > 0; index--)
        {
            var slice = _slices[index - 1];
            if (slice.Start == start && slice.FirstWindowEnd == firstEnd) return slice;
            if ((slice.Start, slice.FirstWindowEnd).CompareTo((start, firstEnd)) < 0) break;
        }
        var opened = new Slice { Start = start, FirstWindowEnd = firstEnd, LastWindowEnd = lastEnd, NextWindowEnd = firstEnd };
        _slices.Insert(index, opened);
        return opened;
    }

    /// <summary>Adds all rows of a batch to one slice.</summary>
    public void Add(Batch batch, Slice slice)
    {
        var ids = keys.Map(batch);
        _holders.Reserve();
        var map = MapOf(slice);
        slice.IsDirty = true;
        if (keys.IsSingle)
        {
            aggregates.Add(batch, SlotOf(slice, map, ids[0]));
            return;
        }
        if (_slots.Length < batch.Count) _slots = new int[Math.Max(1024, batch.Count)];
        var slots = _slots.AsSpan(0, batch.Count);
        var missing = 0;
        for (var i = 0; i < slots.Length; i++)
        {
            var slot = map[ids[i]];
            missing |= slot - 1;
            slots[i] = slot;
        }
        if (missing < 0)
            for (var i = 0; i < slots.Length; i++)
                if (slots[i] == 0) slots[i] = SlotOf(slice, map, ids[i]);
        aggregates.Add(batch, _slots);
    }

    /// <summary>Adds row i of a batch to <paramref name="slices"/>[<paramref name="sliceOfRow"/>[i]].</summary>
    public void Add(Batch batch, IReadOnlyList<Slice> slices, int[] sliceOfRow)
    {
        var ids = keys.Map(batch);
        _holders.Reserve();
        if (_slots.Length < batch.Count) _slots = new int[Math.Max(1024, batch.Count)];
        var current = -1;
        Slice slice = null!;
        int[] map = null!;
        for (var i = 0; i < batch.Count; i++)
        {
            if (sliceOfRow[i] != current)
            {
                current = sliceOfRow[i];
                slice = slices[current];
                map = MapOf(slice);
                slice.IsDirty = true;
            }
            _slots[i] = SlotOf(slice, map, ids[i]);
        }
        aggregates.Add(batch, _slots);
    }

    int SlotOf(Slice slice, int[] map, int key)
    {
        if (map[key] != 0) return map[key];
        var slot = aggregates.Take();
        Attach(slice, key, slot);
        return slot;
    }

    void Attach(Slice slice, int key, int slot)
    {
        slice.Add(key, slot);
        _holders.Hold(key);
    }

    // Long enough for every key, and kept for the slices used last.
    int[] MapOf(Slice slice)
    {
        if (slice.SlotOfKey is null)
        {
            if (_mapped.Count >= Math.Max(LeastMaps, MapBudget / Math.Max(1, keys.Capacity)))
                Unmap(_mapped.MinBy(mapped => mapped.LastUse)!);
            slice.SlotOfKey = TakeMap();
            for (var i = 0; i < slice.Count; i++) slice.SlotOfKey[slice.Keys[i]] = slice.Slots[i];
            _mapped.Add(slice);
        }
        slice.LastUse = ++_uses;
        if (slice.SlotOfKey.Length < keys.Capacity)
        {
            var map = slice.SlotOfKey;
            Array.Resize(ref map, Math.Max(64, keys.Capacity * 2));
            slice.SlotOfKey = map;
        }
        return slice.SlotOfKey;
    }

    int[] TakeMap()
    {
        var map = _maps.Count > 0 ? _maps.Pop() : [];
        if (map.Length < keys.Capacity) map = new int[Math.Max(64, keys.Capacity * 2)];
        return map;
    }

    void Unmap(Slice slice)
    {
        if (slice.SlotOfKey is not { } map) return;
        foreach (var key in slice.Keys) map[key] = 0;
        _maps.Push(map);
        slice.SlotOfKey = null;
        _mapped.Remove(slice);
    }

    /// <summary>Adds the groups of <paramref name="from"/> to those of <paramref name="into"/> and drops it.</summary>
    public void MergeAndDrop(Slice into, Slice from)
    {
        var map = MapOf(into);
        var targets = new List<int>();
        var sources = new List<int>();
        for (var i = 0; i < from.Count; i++)
        {
            var key = from.Keys[i];
            if (map[key] != 0)
            {
                targets.Add(map[key]);
                sources.Add(from.Slots[i]);
                _holders.Release(key);
            }
            else into.Add(key, from.Slots[i]);
        }
        aggregates.Merge(targets.ToArray(), sources.ToArray());
        aggregates.Release(sources.ToArray());
        into.IsDirty |= from.IsDirty;
        Unmap(from);
        _slices.Remove(from);
    }

    /// <summary>The groups of several slices together, in slots of their own; to be given back with <see cref="Discard"/>.</summary>
    public Slice Combine(IReadOnlyList<Slice> slices)
    {
        var combined = new Slice { Start = slices[0].Start, FirstWindowEnd = 0, LastWindowEnd = 0, SlotOfKey = TakeMap() };
        foreach (var slice in slices)
        {
            var targets = new int[slice.Count];
            for (var i = 0; i < slice.Count; i++)
            {
                var key = slice.Keys[i];
                if (combined.SlotOfKey[key] == 0) combined.Add(key, aggregates.Take());
                targets[i] = combined.SlotOfKey[key];
            }
            aggregates.Merge(targets, slice.Slots);
        }
        return combined;
    }

    public void Discard(Slice combined)
    {
        foreach (var key in combined.Keys) combined.SlotOfKey![key] = 0;
        _maps.Push(combined.SlotOfKey!);
        aggregates.Release(combined.Slots);
    }

    /// <summary>Forgets a slice with its groups, and the keys that no other slice has.</summary>
    public void Drop(Slice slice)
    {
        Unmap(slice);
        _slices.Remove(slice);
        aggregates.Release(slice.Slots);
        foreach (var key in slice.Keys) _holders.Release(key);
        _holders.ForgetIdle();
    }

    public void Snapshot(StateWriter writer)
    {
        keys.Snapshot(writer);
        aggregates.Snapshot(writer);
        writer.Write(_slices.Count);
        foreach (var slice in _slices) slice.Snapshot(writer);
    }

    public void Restore(StateReader reader)
    {
        keys.Restore(reader);
        _holders.Reserve();
        aggregates.Restore(reader);
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            var slice = Slice.Restore(reader);
            _slices.Add(slice);
            foreach (var key in slice.Keys) _holders.Hold(key);
        }
    }

    /// <summary>Rough size of keys and groups in bytes, and the number of groups.</summary>
    public (long SizeBytes, long Count) Size => (keys.SizeBytes + aggregates.SizeBytes, aggregates.Count);
}
