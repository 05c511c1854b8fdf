using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Tally.Engine.Columns;

namespace Tally.Engine.State;

/// <summary>Turns the value of one row of a column into bytes and back. Equal values give equal bytes; a byte in front says whether it is
/// NULL.</summary>
abstract class ValueCodec
{
    public void Encode(Column column, int row, ByteBuffer into)
    {
        var isNull = column.IsNull(row);
        into.Write(isNull ? (byte)0 : (byte)1);
        if (!isNull) EncodeValue(column, row, into);
    }

    /// <summary>Appends the value to a column and moves the bytes on behind it.</summary>
    public void Decode(ref ReadOnlySpan<byte> bytes, Column into)
    {
        var isNull = bytes[0] == 0;
        bytes = bytes[1..];
        if (isNull) into.AppendNull();
        else DecodeValue(ref bytes, into);
    }

    protected abstract void EncodeValue(Column column, int row, ByteBuffer into);

    protected abstract void DecodeValue(ref ReadOnlySpan<byte> bytes, Column into);

    public static ValueCodec For(SqlType type) => type.Kind switch
    {
        TypeKind.Boolean => new FixedCodec<bool>(),
        TypeKind.TinyInt or TypeKind.SmallInt or TypeKind.Int or TypeKind.Date or TypeKind.Time or TypeKind.IntervalYearMonth
            or TypeKind.Null => new FixedCodec<int>(),
        TypeKind.BigInt or TypeKind.IntervalDaySecond => new FixedCodec<long>(),
        TypeKind.Decimal or TypeKind.Timestamp or TypeKind.TimestampLtz => type.IsWide ? new FixedCodec<Int128>() : new FixedCodec<long>(),
        TypeKind.Float => new FixedCodec<float>(),
        TypeKind.Double => new FixedCodec<double>(),
        TypeKind.Char or TypeKind.VarChar or TypeKind.Binary or TypeKind.VarBinary or TypeKind.Bitmap or TypeKind.Variant =>
            new StringCodec(),
        TypeKind.Array => new ArrayCodec(For(type.Element!)),
        TypeKind.Map => new MapCodec(For(type.Key!), For(type.Element!)),
        TypeKind.Multiset => new MapCodec(For(type.Element!), new FixedCodec<int>()),
        TypeKind.Row => new FieldsCodec([.. type.Fields.Select(field => For(field.Type))]),
        _ => throw new UnreachableException($"no state holds {type}"),
    };
}

/// <summary>Values of fixed size, as they lie in memory.</summary>
sealed class FixedCodec<T> : ValueCodec where T : unmanaged
{
    protected override void EncodeValue(Column column, int row, ByteBuffer into) => into.Write(((Column<T>)column).Values[row]);

    protected override void DecodeValue(ref ReadOnlySpan<byte> bytes, Column into)
    {
        ((Column<T>)into).Append(MemoryMarshal.Read<T>(bytes));
        bytes = bytes[Unsafe.SizeOf<T>()..];
    }
}

/// <summary>Text and bytes: a length, then the bytes.</summary>
sealed class StringCodec : ValueCodec
{
    protected override void EncodeValue(Column column, int row, ByteBuffer into)
    {
        var value = ((StringColumn)column)[row];
        into.Write(value.Length);
        into.Write(value);
    }

    protected override void DecodeValue(ref ReadOnlySpan<byte> bytes, Column into)
    {
        var length = MemoryMarshal.Read<int>(bytes);
        ((StringColumn)into).Append(bytes.Slice(4, length));
        bytes = bytes[(4 + length)..];
    }
}

/// <summary>Arrays: a count, then the elements.</summary>
sealed class ArrayCodec(ValueCodec element) : ValueCodec
{
    protected override void EncodeValue(Column column, int row, ByteBuffer into)
    {
        var array = (ArrayColumn)column;
        into.Write(array.Length(row));
        for (var i = array.Offsets[row]; i < array.Offsets[row + 1]; i++) element.Encode(array.Elements, i, into);
    }

    protected override void DecodeValue(ref ReadOnlySpan<byte> bytes, Column into)
    {
        var array = (ArrayColumn)into;
        var count = MemoryMarshal.Read<int>(bytes);
        bytes = bytes[4..];
        for (var i = 0; i < count; i++) element.Decode(ref bytes, array.Elements);
        array.EndRow();
    }
}

/// <summary>Maps and multisets: a count, then the entries in their order.</summary>
sealed class MapCodec(ValueCodec key, ValueCodec value) : ValueCodec
{
    protected override void EncodeValue(Column column, int row, ByteBuffer into)
    {
        var map = (MapColumn)column;
        into.Write(map.Offsets[row + 1] - map.Offsets[row]);
        for (var i = map.Offsets[row]; i < map.Offsets[row + 1]; i++)
        {
            key.Encode(map.Keys, i, into);
            value.Encode(map.Values, i, into);
        }
    }

    protected override void DecodeValue(ref ReadOnlySpan<byte> bytes, Column into)
    {
        var map = (MapColumn)into;
        var count = MemoryMarshal.Read<int>(bytes);
        bytes = bytes[4..];
        for (var i = 0; i < count; i++)
        {
            key.Decode(ref bytes, map.Keys);
            value.Decode(ref bytes, map.Values);
        }
        map.EndRow();
    }
}

/// <summary>Rows: the fields one after the other.</summary>
sealed class FieldsCodec(ValueCodec[] fields) : ValueCodec
{
    protected override void EncodeValue(Column column, int row, ByteBuffer into)
    {
        for (var i = 0; i < fields.Length; i++) fields[i].Encode(((RowColumn)column).Fields[i], row, into);
    }

    protected override void DecodeValue(ref ReadOnlySpan<byte> bytes, Column into)
    {
        var row = (RowColumn)into;
        for (var i = 0; i < fields.Length; i++) fields[i].Decode(ref bytes, row.Fields[i]);
        row.EndRow();
    }
}
