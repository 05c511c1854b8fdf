using Tally.Engine.State;

namespace Tally.Engine.Operators.Joins;

/// <summary>A row that waits for matches.</summary>
sealed class IntervalRow(long time, byte[] bytes)
{
    public long Time { get; } = time;

    public byte[] Bytes { get; } = bytes;

    public bool IsMatched { get; set; }

    /// <summary>Whether its time is over.</summary>
    public bool HasEnded { get; set; }
}

/// <summary>The waiting rows of one side of an interval join, by key and by the time until which they wait.</summary>
sealed class IntervalRows
{
    readonly ByteStore _keys = new();
    readonly SortedDictionary<(long Until, long Number), (int Key, IntervalRow Row)> _byEnd = [];
    KeyRows?[] _byKey = [];
    long _number;

    public int Count => _byEnd.Count;

    /// <summary>The rows of a key in the order of arrival.</summary>
    public IEnumerable<IntervalRow> Find(ReadOnlySpan<byte> key) => _keys.Find(key) is var id and >= 0 ? _byKey[id]!.Waiting : [];

    public void Add(ReadOnlySpan<byte> key, IntervalRow row, long until)
    {
        var id = _keys.Add(key);
        if (_byKey.Length <= id) Array.Resize(ref _byKey, Math.Max(64, id * 2));
        (_byKey[id] ??= new()).Add(row);
        _byEnd.Add((until, _number++), (id, row));
    }

    /// <summary>Takes out the rows that wait no longer than this time.</summary>
    public List<IntervalRow> TakeUpTo(long time)
    {
        var ended = _byEnd.TakeWhile(entry => entry.Key.Until <= time).ToList();
        foreach (var (order, (key, row)) in ended)
        {
            _byEnd.Remove(order);
            if (_byKey[key]!.End(row) > 0) continue;
            _byKey[key] = null;
            _keys.Remove(key);
        }
        return [.. ended.Select(entry => entry.Value.Row)];
    }

    public void Snapshot(StateWriter writer)
    {
        _keys.Snapshot(writer);
        writer.Write(_number);
        writer.Write(_byEnd.Count);
        // In the order of arrival, as the lists by key have it.
        foreach (var ((until, number), (key, row)) in _byEnd.OrderBy(entry => entry.Key.Number))
        {
            writer.Write(until);
            writer.Write(number);
            writer.Write(key);
            writer.Write(row.Time);
            writer.Write(row.IsMatched);
            writer.Write(row.Bytes.AsSpan());
        }
    }

    public void Restore(StateReader reader)
    {
        _keys.Restore(reader);
        _byKey = new KeyRows?[Math.Max(64, _keys.Capacity)];
        _number = reader.ReadInt64();
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            var order = (reader.ReadInt64(), reader.ReadInt64());
            var key = reader.ReadInt32();
            var time = reader.ReadInt64();
            var isMatched = reader.ReadBoolean();
            var row = new IntervalRow(time, reader.ReadBytes().ToArray()) { IsMatched = isMatched };
            _byEnd.Add(order, (key, row));
            (_byKey[key] ??= new()).Add(row);
        }
    }

    /// <summary>The rows of one key in the order of arrival. Those whose time is over stay until they are half of all.</summary>
    sealed class KeyRows
    {
        readonly List<IntervalRow> _rows = [];
        int _endedCount;

        public IEnumerable<IntervalRow> Waiting => _rows.Where(row => !row.HasEnded);

        public void Add(IntervalRow row) => _rows.Add(row);

        /// <summary>A row's time is over; returns how many rows are left.</summary>
        public int End(IntervalRow row)
        {
            row.HasEnded = true;
            if (++_endedCount * 2 < _rows.Count) return _rows.Count - _endedCount;
            _rows.RemoveAll(other => other.HasEnded);
            _endedCount = 0;
            return _rows.Count;
        }
    }
}
