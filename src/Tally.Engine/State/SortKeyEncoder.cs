using System.Buffers.Binary;
using System.Collections.Immutable;
using Tally.Engine.Columns;

namespace Tally.Engine.State;

/// <summary>Turns the sort keys of a row into bytes whose plain byte order is the order of the rows, so that state can compare without
/// knowing types.</summary>
sealed class SortKeyEncoder(ImmutableArray<SortKey> keys)
{
    /// <summary>Appends the bytes of a row.</summary>
    public void Encode(Batch batch, int row, ByteBuffer into)
    {
        foreach (var key in keys)
        {
            var column = batch.Columns[key.Column];
            var isNull = column.IsNull(row);
            into.Write(isNull == key.NullsFirst ? (byte)0 : (byte)1);
            if (isNull) continue;
            var start = into.Length;
            EncodeValue(column, row, into);
            if (key.Descending) into.Invert(start);
        }
    }

    static void EncodeValue(Column column, int row, ByteBuffer into)
    {
        switch (column)
        {
            case Column<bool> bools: into.Write(bools.Values[row] ? (byte)1 : (byte)0); break;
            case Column<int> ints: BinaryPrimitives.WriteUInt32BigEndian(into.Take(4), (uint)ints.Values[row] ^ 0x8000_0000); break;
            case Column<long> longs: BinaryPrimitives.WriteUInt64BigEndian(into.Take(8), Ordered(longs.Values[row])); break;
            case Column<Int128> wide:
                BinaryPrimitives.WriteUInt128BigEndian(into.Take(16), (UInt128)wide.Values[row] ^ (UInt128.One << 127)); break;
            case Column<double> doubles: BinaryPrimitives.WriteUInt64BigEndian(into.Take(8), Ordered(doubles.Values[row])); break;
            case Column<float> floats: BinaryPrimitives.WriteUInt64BigEndian(into.Take(8), Ordered(floats.Values[row])); break;
            case StringColumn text: EncodeText(text[row], into); break;
            default: throw new InvalidOperationException($"rows cannot be ordered by a {column.GetType().Name}");
        }
    }

    static ulong Ordered(long value) => (ulong)value ^ 0x8000_0000_0000_0000;

    // Negative numbers turn around, so that the bits grow with the value; NaN comes last.
    static ulong Ordered(double value)
    {
        var bits = BitConverter.DoubleToInt64Bits(double.IsNaN(value) ? double.NaN : value == 0 ? 0.0 : value)
            & (double.IsNaN(value) ? long.MaxValue : -1);
        return bits < 0 ? ~(ulong)bits : (ulong)bits ^ 0x8000_0000_0000_0000;
    }

    // Ends with two zeros; a zero inside is marked, so that a shorter text is below a longer one that starts with it.
    static void EncodeText(ReadOnlySpan<byte> text, ByteBuffer into)
    {
        while (text.IndexOf((byte)0) is var zero and >= 0)
        {
            into.Write(text[..(zero + 1)]);
            into.Write((byte)0xFF);
            text = text[(zero + 1)..];
        }
        into.Write(text);
        into.Write((ushort)0);
    }
}
