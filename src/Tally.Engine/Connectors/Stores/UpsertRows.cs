using System.Collections.Immutable;
using Tally.Engine.Columns;
using Tally.Engine.State;

namespace Tally.Engine.Connectors.Stores;

/// <summary>The newest row of every key, and which of them the target does not have yet.</summary>
/// <param name="keptRows">How many stored rows are remembered; 0: none.</param>
sealed class UpsertRows(Schema schema, ImmutableArray<int> key, int keptRows)
{
    readonly RowCodec _rowCodec = new([.. schema.Fields.Select(field => field.Type)]);
    readonly RowCodec _keyCodec = new(key, [.. key.Select(column => schema[column].Type)]);
    Dictionary<byte[], Entry> _entries = new(ByteArrayComparer.Instance);
    Queue<Entry> _changed = new();
    readonly Queue<Entry> _stored = new();
    readonly ByteBuffer _buffer = new();

    /// <summary>Rows that are not stored, those under way among them.</summary>
    public int WaitingCount { get; private set; }

    public int Count => _entries.Count;

    /// <summary>Takes the change of one row: its key has this row now, or none.</summary>
    public void Put(Batch batch, int row)
    {
        _buffer.Clear();
        _keyCodec.Encode(batch, row, _buffer);
        var lookup = _entries.GetAlternateLookup<ReadOnlySpan<byte>>();
        if (!lookup.TryGetValue(_buffer.Written, out var entry)) lookup[_buffer.Written] = entry = new(_buffer.Written.ToArray());
        _buffer.Clear();
        _rowCodec.Encode(batch, row, _buffer);
        Change(entry, _buffer.Written.ToArray(), batch.IsRetraction(row));
    }

    /// <summary>Some rows to be stored, with their kinds; null when all are.</summary>
    public Taken? Take(int maxRows)
    {
        if (WaitingCount == 0) return null;
        var (columns, kinds, entries) = (_rowCodec.NewColumns(), new List<ChangeKind>(), new List<(Entry, int)>());
        while (entries.Count < maxRows && _changed.TryDequeue(out var entry))
        {
            entry.IsQueued = false;
            if (entry.State != RowState.Changed) continue;
            entry.State = RowState.UnderWay;
            _rowCodec.Decode(entry.Row, columns);
            kinds.Add(entry.IsRemoved ? ChangeKind.Delete : entry.IsKnown ? ChangeKind.UpdateAfter : ChangeKind.Insert);
            entries.Add((entry, entry.Version));
        }
        return entries.Count == 0 ? null : new(new Batch { Count = kinds.Count, Columns = columns, Kinds = [.. kinds] }, entries);
    }

    /// <summary>The rows taken are stored, unless they have changed meanwhile; else they wait again.</summary>
    public void Settle(Taken taken, bool isStored)
    {
        foreach (var (entry, version) in taken.Entries)
        {
            if (entry.Version != version) continue;
            if (!isStored) Queue(entry);
            else if (entry.State == RowState.UnderWay) Store(entry);
        }
        Forget();
    }

    /// <summary>All rows must be stored again.</summary>
    public void ChangeAll()
    {
        foreach (var entry in _entries.Values)
        {
            if (entry.State != RowState.Stored) continue;
            WaitingCount++;
            Queue(entry);
        }
    }

    /// <summary>Gives all rows to another, where they are newer; this one must not be used any more.</summary>
    public void MoveTo(UpsertRows other)
    {
        if (other._entries.Count == 0) (other._entries, other._changed, other.WaitingCount) = (_entries, _changed, WaitingCount);
        else
            foreach (var entry in _entries.Values) other.Put(entry.Key, entry.Row, entry.IsRemoved);
    }

    public void Snapshot(StateWriter writer)
    {
        writer.Write(_entries.Count);
        foreach (var entry in _entries.Values)
        {
            writer.Write(entry.Key.AsSpan());
            writer.Write(entry.Row.AsSpan());
            writer.Write(entry.IsRemoved);
            writer.Write(entry.State == RowState.Stored);
        }
    }

    public void Restore(StateReader reader)
    {
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            var entry = Put(reader.ReadBytes().ToArray(), reader.ReadBytes().ToArray(), reader.ReadBoolean());
            if (reader.ReadBoolean()) Store(entry);
        }
    }

    Entry Put(byte[] key, byte[] row, bool isRemoved)
    {
        if (!_entries.TryGetValue(key, out var entry)) _entries.Add(key, entry = new(key));
        Change(entry, row, isRemoved);
        return entry;
    }

    void Change(Entry entry, byte[] row, bool isRemoved)
    {
        if (entry.State is RowState.New or RowState.Stored) WaitingCount++;
        (entry.Row, entry.IsRemoved) = (row, isRemoved);
        entry.Version++;
        Queue(entry);
    }

    void Queue(Entry entry)
    {
        entry.State = RowState.Changed;
        if (!entry.IsQueued) _changed.Enqueue(entry);
        entry.IsQueued = true;
    }

    void Store(Entry entry)
    {
        WaitingCount--;
        (entry.State, entry.IsKnown) = (RowState.Stored, true);
        if (keptRows == 0 || entry.IsRemoved) _entries.Remove(entry.Key);
        else if (!entry.IsKept) _stored.Enqueue(entry);
        entry.IsKept |= keptRows > 0;
    }

    // The row that was stored first is forgotten first.
    void Forget()
    {
        while (_stored.Count > keptRows)
        {
            var oldest = _stored.Dequeue();
            oldest.IsKept = false;
            if (oldest.State == RowState.Stored && _entries.GetValueOrDefault(oldest.Key) == oldest) _entries.Remove(oldest.Key);
        }
    }

    /// <summary>Rows on their way.</summary>
    public sealed record Taken(Batch Rows, List<(Entry Entry, int Version)> Entries);

    /// <summary>A key with its newest row.</summary>
    public sealed class Entry(byte[] key)
    {
        public readonly byte[] Key = key;
        public byte[] Row = [];
        public RowState State;
        public bool IsRemoved, IsQueued, IsKept, IsKnown;
        public int Version;
    }

    /// <summary>Whether the target has a row.</summary>
    public enum RowState : byte
    {
        New,
        Changed,
        UnderWay,
        Stored,
    }
}
