using System.Collections.Immutable;
using Tally.Engine.Columns;

namespace Tally.Engine.State;

/// <summary>Keys that fit into 64 bits together (dictionary codes, integers, dates, booleans): an open-addressing table from the packed key
/// to the id.</summary>
sealed class NormalizedKeyMapper(KeyTable table, ImmutableArray<int> columns, ImmutableArray<SqlType> types) : GroupKeyMapper(table)
{
    const int MaxMaps = 16;

    // As in DictionaryKeyMapper: an idle map only keeps old dictionaries in memory.
    const long IdleBatches = 1024;

    readonly ArrayKeyMapper _direct = new(table, columns, types);
    readonly List<PackedMap> _maps = [];
    long _batches;
    ulong[] _packed = [];

    public override void Map(Batch batch, int[] ids)
    {
        if (batch.Count == 0 || _direct.TryMap(batch, ids)) return;
        if (MapOf(batch) is not { } map)
        {
            for (var row = 0; row < batch.Count; row++) ids[row] = Table.Add(batch, row);
            return;
        }
        if (_packed.Length < batch.Count) _packed = new ulong[Math.Max(1024, batch.Count)];
        var packed = _packed.AsSpan(0, batch.Count);
        map.Packer.Pack(batch, packed);
        for (var row = 0; row < packed.Length; row++)
        {
            var id = map.Find(packed[row]);
            if (id < 0 || map.Packer.IsOutside(batch, row)) id = AddRow(batch, row, map, packed[row]);
            ids[row] = id;
        }
    }

    int AddRow(Batch batch, int row, PackedMap map, ulong packed)
    {
        var id = Table.Add(batch, row);
        if (!map.Packer.IsOutside(batch, row)) map.Set(packed, id);
        return id;
    }

    PackedMap? MapOf(Batch batch)
    {
        _batches++;
        foreach (var map in _maps)
        {
            if (!map.Packer.Reads(batch)) continue;
            map.LastUse = _batches;
            if (map.Packer.Fits(batch)) return map;
            _maps.Remove(map);
            break;
        }
        if (KeyPacker.Create(batch, columns, types) is not { } packer) return null;
        _maps.RemoveAll(map => map.LastUse < _batches - IdleBatches);
        if (_maps.Count == MaxMaps) _maps.Remove(_maps.MinBy(map => map.LastUse)!);
        _maps.Add(new PackedMap(packer) { LastUse = _batches });
        return _maps[^1];
    }

    public override void Forget(int id)
    {
        _direct.Forget(id);
        foreach (var map in _maps) map.Forget(id);
    }
}

/// <summary>The ids of packed keys, as one layout packs them.</summary>
sealed class PackedMap(KeyPacker packer)
{
    (ulong Key, int Id)[] _slots = new (ulong, int)[256];
    ulong[] _keys = [];
    ulong[] _known = [];
    int _count;

    public KeyPacker Packer { get; } = packer;

    /// <summary>The number of the batch that used it last.</summary>
    public long LastUse { get; set; }

    /// <summary>The id of a key, or -1.</summary>
    public int Find(ulong key)
    {
        var slots = _slots;
        var mask = slots.Length - 1;
        for (var slot = (int)ByteHash.Of(key) & mask; ; slot = (slot + 1) & mask)
        {
            ref var entry = ref slots[slot];
            if (entry.Id == 0) return -1;
            if (entry.Key == key) return entry.Id - 1;
        }
    }

    public void Set(ulong key, int id)
    {
        if (++_count * 2 > _slots.Length) Grow();
        Place((key, id + 1));
        if (_keys.Length <= id)
        {
            Array.Resize(ref _keys, Math.Max(64, Math.Max(id + 1, _keys.Length * 2)));
            Array.Resize(ref _known, (_keys.Length + 63) / 64);
        }
        _keys[id] = key;
        _known[id >> 6] |= 1UL << id;
    }

    public void Forget(int id)
    {
        if (id >= _keys.Length || (_known[id >> 6] >> id & 1) == 0) return;
        _known[id >> 6] &= ~(1UL << id);
        Remove(_keys[id]);
    }

    void Place((ulong Key, int Id) entry)
    {
        var mask = _slots.Length - 1;
        var slot = (int)ByteHash.Of(entry.Key) & mask;
        while (_slots[slot].Id != 0) slot = (slot + 1) & mask;
        _slots[slot] = entry;
    }

    void Remove(ulong key)
    {
        var mask = _slots.Length - 1;
        var hole = (int)ByteHash.Of(key) & mask;
        while (_slots[hole].Key != key || _slots[hole].Id == 0) hole = (hole + 1) & mask;
        for (var slot = (hole + 1) & mask; _slots[slot].Id != 0; slot = (slot + 1) & mask)
        {
            var home = (int)ByteHash.Of(_slots[slot].Key) & mask;
            if (((slot - home) & mask) < ((slot - hole) & mask)) continue;
            _slots[hole] = _slots[slot];
            hole = slot;
        }
        _slots[hole] = default;
        _count--;
    }

    void Grow()
    {
        var old = _slots;
        _slots = new (ulong, int)[old.Length * 2];
        foreach (var entry in old)
            if (entry.Id != 0) Place(entry);
    }
}
