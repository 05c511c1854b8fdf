using Tally.Engine.Columns;

namespace Tally.Engine.State;

/// <summary>Byte strings by small dense id, each kept once. Ids are used again after <see cref="Remove"/>; the memory of removed strings is
/// reclaimed.</summary>
sealed class ByteStore
{
    const int Free = -1;

    byte[] _bytes = new byte[1024];
    int[] _starts = new int[16];
    int[] _lengths = new int[16];
    uint[] _hashes = new uint[16];
    int[] _slots = new int[64];
    readonly Stack<int> _free = new();
    int _end;
    int _garbage;

    /// <summary>One more than the greatest id ever given.</summary>
    public int Capacity { get; private set; }

    /// <summary>The number of strings.</summary>
    public int Count { get; private set; }

    public long SizeBytes => _bytes.Length + (long)_starts.Length * 12 + (long)_slots.Length * 4;

    public ReadOnlySpan<byte> this[int id] => _bytes.AsSpan(_starts[id], _lengths[id]);

    public bool Contains(int id) => id < Capacity && _lengths[id] != Free;

    /// <summary>The id of a string, or -1.</summary>
    public int Find(ReadOnlySpan<byte> value) => Find(value, ByteHash.Of(value));

    int Find(ReadOnlySpan<byte> value, uint hash)
    {
        var mask = _slots.Length - 1;
        for (var slot = (int)hash & mask; _slots[slot] != 0; slot = (slot + 1) & mask)
        {
            var id = _slots[slot] - 1;
            if (_hashes[id] == hash && this[id].SequenceEqual(value)) return id;
        }
        return -1;
    }

    /// <summary>The id of a string; a new one when it is not there.</summary>
    public int Add(ReadOnlySpan<byte> value)
    {
        var hash = ByteHash.Of(value);
        var id = Find(value, hash);
        return id >= 0 ? id : Insert(value, hash);
    }

    public void Remove(int id)
    {
        Unlink(id);
        _garbage += _lengths[id];
        _lengths[id] = Free;
        _free.Push(id);
        Count--;
    }

    int Insert(ReadOnlySpan<byte> value, uint hash)
    {
        if ((Count + 1) * 2 > _slots.Length) Rehash(_slots.Length * 2);
        if (_bytes.Length - _end < value.Length) MakeRoom(value.Length);
        var id = _free.Count > 0 ? _free.Pop() : Capacity++;
        if (id >= _starts.Length) GrowIds();
        value.CopyTo(_bytes.AsSpan(_end));
        (_starts[id], _lengths[id], _hashes[id]) = (_end, value.Length, hash);
        _end += value.Length;
        Count++;
        Link(id);
        return id;
    }

    void GrowIds()
    {
        Array.Resize(ref _starts, _starts.Length * 2);
        Array.Resize(ref _lengths, _starts.Length);
        Array.Resize(ref _hashes, _starts.Length);
    }

    void MakeRoom(int needed)
    {
        var live = _end - _garbage;
        var size = _bytes.Length;
        if ((long)live + needed > Array.MaxLength)
            throw new InvalidOperationException(
                $"one state holds more than {Array.MaxLength} bytes of keys; group by fewer keys or set 'table.exec.state.ttl'");
        while (size < Array.MaxLength && size < (long)live * 4 / 3 + needed) size = size > Array.MaxLength / 2 ? Array.MaxLength : size * 2;
        var bytes = new byte[size];
        _end = 0;
        for (var id = 0; id < Capacity; id++)
        {
            if (_lengths[id] == Free) continue;
            this[id].CopyTo(bytes.AsSpan(_end));
            _starts[id] = _end;
            _end += _lengths[id];
        }
        _bytes = bytes;
        _garbage = 0;
    }

    void Rehash(int size)
    {
        _slots = new int[size];
        for (var id = 0; id < Capacity; id++)
            if (_lengths[id] != Free) Link(id);
    }

    void Link(int id)
    {
        var mask = _slots.Length - 1;
        var slot = (int)_hashes[id] & mask;
        while (_slots[slot] != 0) slot = (slot + 1) & mask;
        _slots[slot] = id + 1;
    }

    // Open addressing without tombstones: what lies behind the hole and may, moves into it.
    void Unlink(int id)
    {
        var mask = _slots.Length - 1;
        var hole = (int)_hashes[id] & mask;
        while (_slots[hole] != id + 1) hole = (hole + 1) & mask;
        for (var slot = (hole + 1) & mask; _slots[slot] != 0; slot = (slot + 1) & mask)
        {
            var home = (int)_hashes[_slots[slot] - 1] & mask;
            if (((slot - home) & mask) < ((slot - hole) & mask)) continue;
            _slots[hole] = _slots[slot];
            hole = slot;
        }
        _slots[hole] = 0;
    }

    public void Snapshot(StateWriter writer)
    {
        writer.Write(Capacity);
        for (var id = 0; id < Capacity; id++)
        {
            writer.Write(_lengths[id] != Free);
            if (_lengths[id] != Free) writer.Write(this[id]);
        }
        writer.Write<int>(_free.ToArray());
    }

    /// <summary>Reads into an empty store; all ids are as before.</summary>
    public void Restore(StateReader reader)
    {
        var capacity = reader.ReadInt32();
        while (_starts.Length < capacity) GrowIds();
        Capacity = capacity;
        _lengths.AsSpan(0, capacity).Fill(Free);
        for (var id = 0; id < capacity; id++)
            if (reader.ReadBoolean()) Put(id, reader.ReadBytes());
        var size = _slots.Length;
        while (size < Count * 2 + 2) size *= 2;
        Rehash(size);
        var free = reader.ReadArray<int>();
        for (var i = free.Length - 1; i >= 0; i--) _free.Push(free[i]);
    }

    void Put(int id, ReadOnlySpan<byte> value)
    {
        if (_bytes.Length - _end < value.Length) MakeRoom(value.Length);
        value.CopyTo(_bytes.AsSpan(_end));
        (_starts[id], _lengths[id], _hashes[id]) = (_end, value.Length, ByteHash.Of(value));
        _end += value.Length;
        Count++;
    }
}
