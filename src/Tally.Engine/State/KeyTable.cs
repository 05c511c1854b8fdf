using System.Collections.Immutable;
using Tally.Engine.Columns;

namespace Tally.Engine.State;

// Keys.
//
// Every stateful operator works with dense key ids instead of keys. The table owns the bytes of each key (columns encoded one after the
// other), so nothing in a state depends on a decoder's dictionary. In front of it stands a GroupKeyMapper, a cache from what the columns
// hold
// anyway (dictionary codes, integers) to ids: it makes the usual row an array access, and can be thrown away at any time.

/// <summary>Gives equal keys equal dense ids; NULL is a key like any other. Ids are used again after <see cref="Remove"/>.</summary>
sealed class KeyTable
{
    readonly ByteStore _keys = new();
    readonly RowCodec _codec;
    readonly ByteBuffer _buffer = new();
    readonly GroupKeyMapper _front;
    int[] _ids = [];

    public KeyTable(ImmutableArray<int> columns, ImmutableArray<SqlType> types)
    {
        _codec = new(columns, types);
        _front = GroupKeyMapper.For(this, columns, types);
    }

    /// <summary>One more than the greatest id ever given.</summary>
    public int Capacity => _keys.Capacity;

    /// <summary>The number of keys.</summary>
    public int Count => _keys.Count;

    public long SizeBytes => _keys.SizeBytes;

    /// <summary>Whether there are no key columns: every row has the same key.</summary>
    public bool IsSingle => _front is SingleKeyFront;

    public bool Contains(int id) => _keys.Contains(id);

    /// <summary>The id of each row's key; new keys get new ids. Valid until the next call.</summary>
    public int[] Map(Batch batch)
    {
        if (_ids.Length < batch.Count) _ids = new int[Math.Max(1024, batch.Count)];
        _front.Map(batch, _ids);
        return _ids;
    }

    /// <summary>The id of one row's key, a new one if need be.</summary>
    public int Add(Batch batch, int row) => _keys.Add(Encode(batch, row));

    /// <summary>The id of one row's key, or -1.</summary>
    public int Find(Batch batch, int row) => _keys.Find(Encode(batch, row));

    /// <summary>The id of a row's key that another table's codec has encoded, or -1.</summary>
    public int Find(ReadOnlySpan<byte> key) => _keys.Find(key);

    /// <summary>The bytes of a key.</summary>
    public ReadOnlySpan<byte> Bytes(int id) => _keys[id];

    /// <summary>Forgets a key; its id may be given to another.</summary>
    public void Remove(int id)
    {
        _front.Forget(id);
        _keys.Remove(id);
    }

    /// <summary>Appends the keys to the first columns of <paramref name="into"/>.</summary>
    public void AppendKeys(ReadOnlySpan<int> ids, ReadOnlySpan<Column> into)
    {
        foreach (var id in ids) _codec.Decode(_keys[id], into);
    }

    public void Snapshot(StateWriter writer) => _keys.Snapshot(writer);

    public void Restore(StateReader reader) => _keys.Restore(reader);

    ReadOnlySpan<byte> Encode(Batch batch, int row)
    {
        _buffer.Clear();
        _codec.Encode(batch, row, _buffer);
        return _buffer.Written;
    }
}
