using System.Collections.Immutable;
using Tally.Engine.Columns;

namespace Tally.Engine.State;

/// <summary>The fast way from a batch to key ids; what it does not know it asks <see cref="KeyTable.Add"/>.</summary>
abstract class GroupKeyMapper(KeyTable table)
{
    protected KeyTable Table { get; } = table;

    /// <summary>Writes the id of each row's key.</summary>
    public abstract void Map(Batch batch, int[] ids);

    /// <summary>The id is about to be given to another key.</summary>
    public abstract void Forget(int id);

    public static GroupKeyMapper For(KeyTable table, ImmutableArray<int> columns, ImmutableArray<SqlType> types)
    {
        if (columns.IsEmpty) return new SingleKeyFront(table);
        if (types.Length == 1 && (types[0].IsText || types[0].IsBinary)) return new DictionaryKeyMapper(table, columns[0]);
        return KeyPacker.CanPack(types) ? new NormalizedKeyMapper(table, columns, types) : new EncodedKeyMapper(table);
    }
}

/// <summary>No key columns: all rows are one group.</summary>
sealed class SingleKeyFront(KeyTable table) : GroupKeyMapper(table)
{
    int _id = -1;

    public override void Map(Batch batch, int[] ids)
    {
        if (batch.Count == 0) return;
        if (_id < 0) _id = Table.Add(batch, 0);
        ids.AsSpan(0, batch.Count).Fill(_id);
    }

    public override void Forget(int id) => _id = -1;
}

/// <summary>No shortcut: every row's key is encoded and looked up.</summary>
sealed class EncodedKeyMapper(KeyTable table) : GroupKeyMapper(table)
{
    public override void Map(Batch batch, int[] ids)
    {
        for (var row = 0; row < batch.Count; row++) ids[row] = Table.Add(batch, row);
    }

    public override void Forget(int id) { }
}
