using Tally.Engine.State;

namespace Tally.Engine.Operators.Joins;

/// <summary>The versions of each key of a versioned table, by the time from which they are valid.</summary>
sealed class VersionTable
{
    readonly ByteStore _keys = new();
    readonly HashSet<int> _several = [];
    SortedList<long, byte[]?>?[] _versions = [];

    public int Count => _keys.Count;

    public long SizeBytes => _keys.SizeBytes + _keys.Count * 160L;

    /// <summary>A version begins; null: the key is gone from then on. A second one of the same time replaces the first.</summary>
    public void Put(ReadOnlySpan<byte> key, long time, byte[]? row)
    {
        var id = _keys.Add(key);
        if (_versions.Length <= id) Array.Resize(ref _versions, Math.Max(64, id * 2));
        (_versions[id] ??= [])[time] = row;
        _several.Add(id);
    }

    /// <summary>The row that was valid at a time, or null.</summary>
    public byte[]? At(ReadOnlySpan<byte> key, long time)
    {
        if (_keys.Find(key) is not (var id and >= 0)) return null;
        var versions = _versions[id]!;
        for (var i = versions.Count - 1; i >= 0; i--)
            if (versions.Keys[i] <= time) return versions.Values[i];
        return null;
    }

    /// <summary>Forgets versions that were replaced at or before this time.</summary>
    public void Forget(long watermark)
    {
        foreach (var id in _several.ToList())
        {
            var versions = _versions[id]!;
            while (versions.Count > 1 && versions.Keys[1] <= watermark) versions.RemoveAt(0);
            if (versions is { Count: 1 } && versions.Values[0] is null && versions.Keys[0] <= watermark)
            {
                _versions[id] = null;
                _keys.Remove(id);
            }
            if (_versions[id] is not { Count: > 1 }) _several.Remove(id);
        }
    }

    public void Snapshot(StateWriter writer)
    {
        _keys.Snapshot(writer);
        for (var id = 0; id < _keys.Capacity; id++)
        {
            if (!_keys.Contains(id)) continue;
            writer.Write(_versions[id]!.Count);
            foreach (var (time, row) in _versions[id]!)
            {
                writer.Write(time);
                writer.Write(row is not null);
                if (row is not null) writer.Write(row.AsSpan());
            }
        }
    }

    public void Restore(StateReader reader)
    {
        _keys.Restore(reader);
        _versions = new SortedList<long, byte[]?>?[Math.Max(64, _keys.Capacity)];
        for (var id = 0; id < _keys.Capacity; id++)
        {
            if (!_keys.Contains(id)) continue;
            _versions[id] = [];
            _several.Add(id);
            for (var left = reader.ReadInt32(); left > 0; left--)
            {
                var time = reader.ReadInt64();
                _versions[id]![time] = reader.ReadBoolean() ? reader.ReadBytes().ToArray() : null;
            }
        }
    }
}
