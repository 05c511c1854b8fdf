using Tally.Engine.State;

namespace Tally.Engine.Operators.Joins;

/// <summary>The versions of each key of a versioned table, by the time from which they are valid.</summary>
sealed class VersionTable
{
    readonly ByteStore _keys = new();
    readonly HashSet<int> _several = [];
    Versions?[] _versions = [];

    public int Count => _keys.Count;

    public long SizeBytes => _keys.SizeBytes + _keys.Count * 160L;

    /// <summary>A version begins; null: the key is gone from then on. A second one of the same time replaces the first.</summary>
    public void Put(ReadOnlySpan<byte> key, long time, byte[]? row)
    {
        var id = _keys.Add(key);
        if (_versions.Length <= id) Array.Resize(ref _versions, Math.Max(64, id * 2));
        (_versions[id] ??= new()).Put(time, row);
        _several.Add(id);
    }

    /// <summary>The row that was valid at a time, or null.</summary>
    public byte[]? At(ReadOnlySpan<byte> key, long time) => _keys.Find(key) is var id and >= 0 ? _versions[id]!.At(time) : null;

    /// <summary>Forgets versions that were replaced at or before this time.</summary>
    public void Forget(long watermark)
    {
        foreach (var id in _several.ToList())
        {
            var versions = _versions[id]!;
            versions.Forget(watermark);
            if (versions.Count > 1) continue;
            _several.Remove(id);
            if (!versions.IsGoneAt(watermark)) continue;
            _versions[id] = null;
            _keys.Remove(id);
        }
    }

    public void Snapshot(StateWriter writer)
    {
        _keys.Snapshot(writer);
        for (var id = 0; id < _keys.Capacity; id++)
            if (_keys.Contains(id)) _versions[id]!.Snapshot(writer);
    }

    public void Restore(StateReader reader)
    {
        _keys.Restore(reader);
        _versions = new Versions?[Math.Max(64, _keys.Capacity)];
        for (var id = 0; id < _keys.Capacity; id++)
        {
            if (!_keys.Contains(id)) continue;
            _versions[id] = Versions.Restore(reader);
            _several.Add(id);
        }
    }

    /// <summary>The versions of one key, the oldest first. They come nearly in order; the forgotten ones stay in front until they are half
    /// of all.</summary>
    sealed class Versions
    {
        readonly List<long> _times = [];
        readonly List<byte[]?> _rows = [];
        int _first;

        public int Count => _times.Count - _first;

        public void Put(long time, byte[]? row)
        {
            var place = FirstAfter(time);
            if (place > _first && _times[place - 1] == time)
            {
                _rows[place - 1] = row;
                return;
            }
            _times.Insert(place, time);
            _rows.Insert(place, row);
        }

        public byte[]? At(long time) => FirstAfter(time) is var place && place > _first ? _rows[place - 1] : null;

        /// <summary>Whether the key's only version says that it was gone by then.</summary>
        public bool IsGoneAt(long time) => Count == 1 && _rows[_first] is null && _times[_first] <= time;

        public void Forget(long watermark)
        {
            for (; Count > 1 && _times[_first + 1] <= watermark; _first++) _rows[_first] = null;
            if (_first * 2 < _times.Count) return;
            _times.RemoveRange(0, _first);
            _rows.RemoveRange(0, _first);
            _first = 0;
        }

        public void Snapshot(StateWriter writer)
        {
            writer.Write(Count);
            for (var place = _first; place < _times.Count; place++)
            {
                writer.Write(_times[place]);
                writer.Write(_rows[place] is not null);
                if (_rows[place] is { } row) writer.Write(row.AsSpan());
            }
        }

        public static Versions Restore(StateReader reader)
        {
            var versions = new Versions();
            for (var left = reader.ReadInt32(); left > 0; left--)
                versions.Put(reader.ReadInt64(), reader.ReadBoolean() ? reader.ReadBytes().ToArray() : null);
            return versions;
        }

        int FirstAfter(long time)
        {
            if (_times.Count == _first || _times[^1] <= time) return _times.Count;
            var (low, high) = (_first, _times.Count);
            while (low < high)
            {
                var middle = (low + high) / 2;
                if (_times[middle] <= time) low = middle + 1;
                else high = middle;
            }
            return low;
        }
    }
}
