using Tally.Engine.State;

namespace Tally.Engine.Operators.Joins;

/// <summary>All rows of one side of a join by key: how many copies of each there are, and how many rows of the other side match
/// it.</summary>
sealed class JoinRows(StateExpiry expiry)
{
    const int NoKey = -1;

    readonly ByteStore _keys = new();
    readonly ByteStore _rows = new();
    List<int>?[] _byKey = [];
    Entry[] _entries = [];

    struct Entry
    {
        public int Copies;
        public int Matches;
        public int Key;
        public int Position;
    }

    static readonly List<int> s_none = [];

    public int Count => _rows.Count;

    public long SizeBytes => _keys.SizeBytes + _rows.SizeBytes + _entries.Length * 16L;

    public ReadOnlySpan<byte> this[int id] => _rows[id];

    /// <summary>One more than the greatest id.</summary>
    public int Capacity => _rows.Capacity;

    public bool Contains(int id) => _rows.Contains(id);

    public int Copies(int id) => _entries[id].Copies;

    /// <summary>Copies of rows of the other side that match.</summary>
    public ref int Matches(int id) => ref _entries[id].Matches;

    /// <summary>Whether the row was added without a key, because it can match nothing.</summary>
    public bool HasKey(int id) => _entries[id].Key != NoKey;

    /// <summary>The different rows of a key.</summary>
    public List<int> Find(ReadOnlySpan<byte> key) => _keys.Find(key) is var id and >= 0 ? _byKey[id]! : s_none;

    /// <summary>Adds a copy of a row; returns its id.</summary>
    public int Add(ReadOnlySpan<byte> key, bool hasKey, ReadOnlySpan<byte> row)
    {
        var id = _rows.Add(row);
        if (_entries.Length <= id) Array.Resize(ref _entries, Math.Max(64, id * 2));
        expiry.Touch(id);
        if (_entries[id].Copies++ == 0) Link(id, hasKey ? KeyOf(key) : NoKey);
        return id;
    }

    int KeyOf(ReadOnlySpan<byte> key)
    {
        var id = _keys.Add(key);
        if (_byKey.Length <= id) Array.Resize(ref _byKey, Math.Max(64, id * 2));
        _byKey[id] ??= [];
        return id;
    }

    void Link(int id, int key)
    {
        _entries[id].Key = key;
        if (key == NoKey) return;
        _entries[id].Position = _byKey[key]!.Count;
        _byKey[key]!.Add(id);
    }

    /// <summary>Takes a copy of a row away; false when there is none.</summary>
    public bool Remove(ReadOnlySpan<byte> row)
    {
        var id = _rows.Find(row);
        if (id < 0) return false;
        if (--_entries[id].Copies == 0) Forget(id);
        return true;
    }

    void Forget(int id)
    {
        var (key, position) = (_entries[id].Key, _entries[id].Position);
        _entries[id] = default;
        _rows.Remove(id);
        expiry.Forget(id);
        if (key == NoKey) return;
        var list = _byKey[key]!;
        list[position] = list[^1];
        _entries[list[^1]].Position = position;
        list.RemoveAt(list.Count - 1);
        _entries[id].Position = 0;
        if (list.Count > 0) return;
        _byKey[key] = null;
        _keys.Remove(key);
    }

    /// <summary>Forgets rows that have been idle for too long.</summary>
    public void Expire()
    {
        foreach (var id in expiry.Expired())
            if (_rows.Contains(id)) Forget(id);
    }

    public void Snapshot(StateWriter writer)
    {
        _keys.Snapshot(writer);
        _rows.Snapshot(writer);
        for (var id = 0; id < _rows.Capacity; id++)
        {
            writer.Write(_entries[id].Copies);
            writer.Write(_entries[id].Matches);
            writer.Write(_entries[id].Key);
        }
        for (var key = 0; key < _keys.Capacity; key++) writer.Write<int>(key < _byKey.Length ? (_byKey[key] ?? []).ToArray() : []);
        expiry.Snapshot(writer);
    }

    public void Restore(StateReader reader)
    {
        _keys.Restore(reader);
        _rows.Restore(reader);
        _entries = new Entry[Math.Max(64, _rows.Capacity)];
        for (var id = 0; id < _rows.Capacity; id++)
            _entries[id] = new() { Copies = reader.ReadInt32(), Matches = reader.ReadInt32(), Key = reader.ReadInt32() };
        _byKey = new List<int>?[Math.Max(64, _keys.Capacity)];
        for (var key = 0; key < _keys.Capacity; key++)
        {
            var ids = reader.ReadArray<int>();
            if (ids.Length == 0) continue;
            _byKey[key] = [.. ids];
            for (var i = 0; i < ids.Length; i++) _entries[ids[i]].Position = i;
        }
        expiry.Restore(reader);
    }
}
