using Tally.Engine.Columns;
using Tally.Engine.Connectors;

namespace Tally.Engine.Operators.Joins;

/// <summary>Rows found by a lookup join, by key; the key that was found first is forgotten first.</summary>
sealed class LookupCache(LookupOptions options, TimeProvider clock)
{
    readonly Dictionary<byte[], Entry> _entries = new(ByteArrayComparer.Instance);
    readonly Queue<Entry> _order = new();

    public int Count => _entries.Count;

    /// <summary>The rows of a key, or null when they must be asked for.</summary>
    public List<byte[]>? Find(byte[] key)
    {
        if (!_entries.TryGetValue(key, out var entry)) return null;
        var now = clock.GetTimestamp();
        if (options.AfterWrite is { } write && clock.GetElapsedTime(entry.WrittenAt, now) >= write
            || options.AfterAccess is { } access && clock.GetElapsedTime(entry.UsedAt, now) >= access)
        {
            _entries.Remove(key);
            return null;
        }
        entry.UsedAt = now;
        return entry.Rows;
    }

    public void Put(byte[] key, List<byte[]> rows)
    {
        if (options.MaxKeys == 0 || rows.Count == 0 && !options.KeepsMissing) return;
        var now = clock.GetTimestamp();
        var entry = _entries[key] = new(key, rows) { WrittenAt = now, UsedAt = now };
        _order.Enqueue(entry);
        while (_entries.Count > options.MaxKeys || _order.Count > 2 * options.MaxKeys)
        {
            var oldest = _order.Dequeue();
            if (_entries.GetValueOrDefault(oldest.Key) == oldest) _entries.Remove(oldest.Key);
        }
    }

    /// <summary>A key and its rows.</summary>
    sealed class Entry(byte[] key, List<byte[]> rows)
    {
        public readonly byte[] Key = key;
        public readonly List<byte[]> Rows = rows;
        public long WrittenAt, UsedAt;
    }
}
