using System.Buffers;
using System.Buffers.Binary;
using Tally.Engine.Columns;

namespace Tally.Engine.Formats.Raw;

/// <summary>Writes the only column of a row as the record; NULL is an empty record.</summary>
sealed class RawEncoder(SqlType type, bool isLittleEndian) : Encoder
{
    public override void Encode(Batch batch, int row, IBufferWriter<byte> output)
    {
        var column = batch.Columns[0];
        if (column.IsNull(row)) return;
        if (column is StringColumn text)
        {
            output.Write(text[row]);
            return;
        }
        var size = RawValue.Size(type);
        var span = output.GetSpan(8);
        BinaryPrimitives.WriteInt64LittleEndian(span, Bits(column, row));
        if (!isLittleEndian) span[..size].Reverse();
        output.Advance(size);
    }

    static long Bits(Column column, int row) => column switch
    {
        Column<bool> flags => flags[row] ? 1 : 0,
        Column<int> ints => ints[row],
        Column<long> longs => longs[row],
        Column<float> floats => BitConverter.SingleToInt32Bits(floats[row]),
        Column<double> doubles => BitConverter.DoubleToInt64Bits(doubles[row]),
        _ => throw new InvalidOperationException($"format 'raw' does not write {column.GetType().Name}"),
    };
}

/// <summary>The sizes of raw numbers.</summary>
static class RawValue
{
    /// <summary>The bytes of a value of the type, 0 when it has no fixed number of them.</summary>
    public static int Size(SqlType type) => type.Kind switch
    {
        TypeKind.Boolean or TypeKind.TinyInt => 1,
        TypeKind.SmallInt => 2,
        TypeKind.Int or TypeKind.Float => 4,
        TypeKind.BigInt or TypeKind.Double => 8,
        _ => 0,
    };
}
