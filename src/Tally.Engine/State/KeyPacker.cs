using System.Collections.Immutable;
using System.Numerics;
using Tally.Engine.Columns;

namespace Tally.Engine.State;

/// <summary>Packs the key columns of a row into 64 bits, for one set of dictionaries. 0 in a column's bits stands for NULL.</summary>
sealed class KeyPacker
{
    readonly int[] _columns;
    readonly int[] _bits;
    readonly StringDictionary?[] _dictionaries;

    // A single BIGINT needs all bits for itself: its NULLs are left to the table.
    readonly bool _isWhole;

    KeyPacker(int[] columns, int[] bits, StringDictionary?[] dictionaries)
    {
        (_columns, _bits, _dictionaries) = (columns, bits, dictionaries);
        _isWhole = bits[0] == 64;
    }

    /// <summary>Whether keys of these types may fit.</summary>
    public static bool CanPack(ImmutableArray<SqlType> types) =>
        types is [{ } only] && IsLong(only) || types.All(type => type.IsText || IsInt(type) || type.Kind == TypeKind.Boolean);

    /// <summary>A packer for batches with these dictionaries, or null when the columns hold no codes or too many of them.</summary>
    public static KeyPacker? Create(Batch batch, ImmutableArray<int> columns, ImmutableArray<SqlType> types)
    {
        var bits = new int[columns.Length];
        var dictionaries = new StringDictionary?[columns.Length];
        for (var i = 0; i < bits.Length; i++)
        {
            if (types[i].IsText && ((StringColumn)batch.Columns[columns[i]]).Codes is null) return null;
            dictionaries[i] = (batch.Columns[columns[i]] as StringColumn)?.Dictionary;
            bits[i] = types[i].IsText
                ? BitOperations.Log2((uint)dictionaries[i]!.Count + 1) + 1
                : IsInt(types[i])
                ? 33
                : types[i].Kind == TypeKind.Boolean
                ? 2
                : 64;
        }
        if (bits.Sum() > 64) return null;
        Spread(bits, dictionaries);
        return new([.. columns], bits, dictionaries);
    }

    // Room for dictionaries to grow before the layout has to change.
    static void Spread(int[] bits, StringDictionary?[] dictionaries)
    {
        var coded = dictionaries.Count(dictionary => dictionary is not null);
        var spare = coded == 0 ? 0 : (64 - bits.Sum()) / coded;
        for (var i = 0; i < bits.Length; i++)
            if (dictionaries[i] is not null) bits[i] = Math.Min(32, bits[i] + spare);
    }

    /// <summary>Whether the batch holds codes of the same dictionaries.</summary>
    public bool Reads(Batch batch)
    {
        for (var i = 0; i < _columns.Length; i++)
            if (batch.Columns[_columns[i]] is StringColumn text
                && (text.Codes is null || !ReferenceEquals(text.Dictionary, _dictionaries[i]))) return false;
        return true;
    }

    /// <summary>Whether all codes still have room.</summary>
    public bool Fits(Batch batch)
    {
        for (var i = 0; i < _bits.Length; i++)
            if (_dictionaries[i] is { } dictionary && dictionary.Count + 1L >= 1L << _bits[i]) return false;
        return true;
    }

    /// <summary>Whether a row's key does not fit into the bits.</summary>
    public bool IsOutside(Batch batch, int row) => _isWhole && batch.Columns[_columns[0]].IsNull(row);

    public void Pack(Batch batch, Span<ulong> packed)
    {
        packed.Clear();
        for (var i = 0; i < _columns.Length; i++)
        {
            switch (batch.Columns[_columns[i]])
            {
                case StringColumn text: PackInts(text, text.Codes!, _bits[i], packed); break;
                case Column<int> ints: PackInts(ints, ints.Values, _bits[i], packed); break;
                case Column<bool> bools: PackBools(bools, packed); break;
                case Column<long> longs:
                    for (var row = 0; row < packed.Length; row++) packed[row] = (ulong)longs.Values[row];
                    break;
            }
        }
    }

    static void PackInts(Column column, int[] values, int bits, Span<ulong> packed)
    {
        if (column.HasNulls)
            for (var row = 0; row < packed.Length; row++)
                packed[row] = packed[row] << bits | (column.IsNull(row) ? 0UL : (uint)values[row] + 1UL);
        else
            for (var row = 0; row < packed.Length; row++) packed[row] = packed[row] << bits | (uint)values[row] + 1UL;
    }

    static void PackBools(Column<bool> column, Span<ulong> packed)
    {
        for (var row = 0; row < packed.Length; row++)
            packed[row] = packed[row] << 2 | (column.IsNull(row) ? 0UL : column.Values[row] ? 2UL : 1UL);
    }

    static bool IsInt(SqlType type) => type.Kind is TypeKind.TinyInt or TypeKind.SmallInt or TypeKind.Int or TypeKind.Date or TypeKind.Time;

    static bool IsLong(SqlType type) => Column.For(type) is Column<long>;
}
