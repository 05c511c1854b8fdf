using Tally.Engine.State;

namespace Tally.Engine.Operators.Windows.Sessions;

/// <summary>An open session of one partition, in local time: from its first row to one gap after its last.</summary>
sealed class Session
{
    // Nearly all sessions have one group, and need no index.
    const int MaxSearched = 8;

    readonly List<(int Key, int Slot)> _groups = [];
    Dictionary<int, int>? _slotOfKey;

    public required int Partition { get; init; }

    /// <summary>A number in the order of opening, to keep results in a stable order.</summary>
    public required long Number { get; init; }

    public required long Start { get; set; }

    /// <summary>Exclusive.</summary>
    public required long End { get; set; }

    /// <summary>Whether it has fired or become part of another session.</summary>
    public bool IsGone { get; set; }

    /// <summary>The groups of a session aggregate: key and slot.</summary>
    public IReadOnlyList<(int Key, int Slot)> Groups => _groups;

    /// <summary>The rows of a session without aggregation, with their number in the order of arrival.</summary>
    public List<(long Arrival, byte[] Row)> Rows { get; } = [];

    /// <summary>The slot of a key's group; null when there is none.</summary>
    public int? SlotOf(int key)
    {
        if (_slotOfKey is not null) return _slotOfKey.TryGetValue(key, out var known) ? known : null;
        foreach (var group in _groups)
            if (group.Key == key) return group.Slot;
        return null;
    }

    /// <summary>Adds the group of a key that has none yet.</summary>
    public void Add(int key, int slot)
    {
        _groups.Add((key, slot));
        if (_slotOfKey is not null) _slotOfKey.Add(key, slot);
        else if (_groups.Count > MaxSearched) _slotOfKey = _groups.ToDictionary(group => group.Key, group => group.Slot);
    }

    public void Snapshot(StateWriter writer)
    {
        writer.Write(Partition);
        writer.Write(Number);
        writer.Write(Start);
        writer.Write(End);
        writer.Write(Groups.Count);
        foreach (var (key, slot) in Groups)
        {
            writer.Write(key);
            writer.Write(slot);
        }
        writer.Write(Rows.Count);
        foreach (var (arrival, row) in Rows)
        {
            writer.Write(arrival);
            writer.Write(row.AsSpan());
        }
    }

    public static Session Restore(StateReader reader)
    {
        var session = new Session { Partition = reader.ReadInt32(), Number = reader.ReadInt64(), Start = reader.ReadInt64(),
            End = reader.ReadInt64() };
        for (var left = reader.ReadInt32(); left > 0; left--) session.Add(reader.ReadInt32(), reader.ReadInt32());
        for (var left = reader.ReadInt32(); left > 0; left--) session.Rows.Add((reader.ReadInt64(), reader.ReadBytes().ToArray()));
        return session;
    }
}
