using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Tally.Engine.Columns;

// Columns.
//
// A column is a run of values of one type, a batch is columns of equal length. Memory is reused: whoever made a column
// (a decoder, an expression, an operator) overwrites it for the next batch. So a batch is valid only during the call that
// hands it over, and whoever keeps a row copies it. Arrays may be longer than Count. The value under a null is undefined
// but safe to read: kernels may compute with it as long as they cannot fail there.

/// <summary>A run of values of one type, with a bitmap of nulls only where there are nulls.</summary>
public abstract class Column
{
    /// <summary>The number of rows.</summary>
    public int Count;

    /// <summary>One bit a row, set for NULL, 64 rows a word; null when no row is NULL. Rows beyond its end are not NULL.</summary>
    public ulong[]? Nulls;

    /// <summary>Whether any row may be NULL.</summary>
    public bool HasNulls => Nulls is not null;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsNull(int row) => Nulls is { } nulls && (uint)(row >> 6) < (uint)nulls.Length && (nulls[row >> 6] >> row & 1) != 0;

    /// <summary>Marks a row as NULL; the bitmap is made when it is the first.</summary>
    public void SetNull(int row)
    {
        var words = (Math.Max(Count, row + 1) + 63) >> 6;
        if (Nulls is null) Nulls = new ulong[Math.Max(words, 4)];
        else if (Nulls.Length < words) Array.Resize(ref Nulls, Math.Max(words, Nulls.Length * 2));
        Nulls[row >> 6] |= 1UL << row;
    }

    /// <summary>Empties the column for <paramref name="count"/> new rows without nulls, keeping its memory; the values are undefined until
    /// written.</summary>
    public abstract void Reset(int count);

    /// <summary>A new column of the chosen rows, in the order of <paramref name="rows"/>; shares bytes where it can.</summary>
    public abstract Column Gather(ReadOnlySpan<int> rows);

    /// <summary>A new, empty column of the same shape.</summary>
    public abstract Column NewEmpty();

    /// <summary>Copies one row of a column of the same shape to the end of this one.</summary>
    public abstract void Append(Column source, int row);

    /// <summary>Appends a NULL.</summary>
    public abstract void AppendNull();

    /// <summary>A new, empty column that can hold values of <paramref name="type"/>.</summary>
    public static Column For(SqlType type) => type.Kind switch
    {
        TypeKind.Boolean => new Column<bool>(),
        TypeKind.TinyInt or TypeKind.SmallInt or TypeKind.Int or TypeKind.Date or TypeKind.Time or TypeKind.IntervalYearMonth =>
            new Column<int>(),
        TypeKind.BigInt or TypeKind.IntervalDaySecond => new Column<long>(),
        TypeKind.Decimal or TypeKind.Timestamp or TypeKind.TimestampLtz => type.IsWide ? new Column<Int128>() : new Column<long>(),
        TypeKind.Float => new Column<float>(),
        TypeKind.Double => new Column<double>(),
        TypeKind.Char or TypeKind.VarChar or TypeKind.Binary or TypeKind.VarBinary or TypeKind.Bitmap or TypeKind.Variant =>
            new StringColumn(),
        TypeKind.Array => new ArrayColumn(For(type.Element!)),
        TypeKind.Map => new MapColumn(For(type.Key!), For(type.Element!)),
        TypeKind.Multiset => new MapColumn(For(type.Element!), new Column<int>()),
        TypeKind.Row => new RowColumn([.. type.Fields.Select(field => For(field.Type))]),
        TypeKind.Null => new Column<int>(),
        _ => throw new UnreachableException($"no column holds {type}"),
    };

    /// <summary>Clears the nulls for reuse.</summary>
    protected void ResetNulls(int count)
    {
        Count = count;
        Nulls = null;
    }

    /// <summary>Sets the nulls of this column to those of the chosen rows of another.</summary>
    protected void GatherNulls(Column source, ReadOnlySpan<int> rows)
    {
        if (source.Nulls is null) return;
        for (var i = 0; i < rows.Length; i++)
            if (source.IsNull(rows[i])) SetNull(i);
    }
}
