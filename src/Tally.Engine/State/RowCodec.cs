using System.Collections.Immutable;
using Tally.Engine.Columns;

namespace Tally.Engine.State;

/// <summary>Turns rows, or some columns of them, into bytes and back: how state owns keys and rows. Equal rows give equal bytes.</summary>
sealed class RowCodec
{
    readonly ValueCodec[] _codecs;
    readonly int[] _columns;

    /// <param name="columns">Which columns of a batch are encoded, in order.</param>
    /// <param name="types">Their types.</param>
    public RowCodec(ImmutableArray<int> columns, ImmutableArray<SqlType> types)
    {
        Types = types;
        _columns = [.. columns];
        _codecs = [.. types.Select(ValueCodec.For)];
    }

    /// <summary>A codec of all columns.</summary>
    public RowCodec(ImmutableArray<SqlType> types) : this([.. Enumerable.Range(0, types.Length)], types) { }

    public ImmutableArray<SqlType> Types { get; }

    /// <summary>Appends the bytes of a row.</summary>
    public void Encode(Batch batch, int row, ByteBuffer into)
    {
        for (var i = 0; i < _codecs.Length; i++) _codecs[i].Encode(batch.Columns[_columns[i]], row, into);
    }

    /// <summary>Appends a row to the first columns of <paramref name="into"/>.</summary>
    public void Decode(ReadOnlySpan<byte> bytes, ReadOnlySpan<Column> into)
    {
        for (var i = 0; i < _codecs.Length; i++) _codecs[i].Decode(ref bytes, into[i]);
    }

    /// <summary>Whether any of the encoded columns is NULL in a row.</summary>
    public bool HasNull(Batch batch, int row)
    {
        foreach (var column in _columns)
            if (batch.Columns[column].IsNull(row)) return true;
        return false;
    }

    /// <summary>New, empty columns of the encoded types.</summary>
    public Column[] NewColumns()
    {
        var columns = new Column[_codecs.Length];
        for (var i = 0; i < columns.Length; i++) columns[i] = Column.For(Types[i]);
        return columns;
    }
}
