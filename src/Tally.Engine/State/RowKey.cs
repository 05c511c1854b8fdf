using System.Buffers;
using System.Buffers.Binary;
using Tally.Engine.Columns;

namespace Tally.Engine.State;

/// <summary>The identity of a row by some of its columns, whatever the width of their types: it decides the row's partition, so its bytes
/// never change.</summary>
sealed class RowKey
{
    readonly ArrayBufferWriter<byte> _bytes = new();

    /// <summary>The bytes of the chosen columns of a row; valid until the next call.</summary>
    public ReadOnlySpan<byte> Of(Batch batch, int row, ReadOnlySpan<int> columns)
    {
        _bytes.ResetWrittenCount();
        foreach (var column in columns) Append(batch.Columns[column], row);
        return _bytes.WrittenSpan;
    }

    void Append(Column column, int row)
    {
        var isNull = column.IsNull(row);
        _bytes.Write([(byte)(isNull ? 0 : 1)]);
        if (isNull) return;
        switch (column)
        {
            case Column<bool> bools: Append(bools[row] ? 1 : 0); break;
            case Column<int> ints: Append(ints[row]); break;
            case Column<long> longs: Append(longs[row]); break;
            case Column<Int128> wides: Append((long)(wides[row] >> 64)); Append((long)wides[row]); break;
            case Column<float> floats: Append(BitConverter.SingleToInt32Bits(floats[row])); break;
            case Column<double> doubles: Append(BitConverter.DoubleToInt64Bits(doubles[row])); break;
            case StringColumn strings: Append(strings[row]); break;
            case ArrayColumn arrays: Append(arrays.Elements, arrays.Offsets[row], arrays.Offsets[row + 1]); break;
            case MapColumn maps:
                Append(maps.Keys, maps.Offsets[row], maps.Offsets[row + 1]);
                Append(maps.Values, maps.Offsets[row], maps.Offsets[row + 1]);
                break;
            case RowColumn rows:
                foreach (var field in rows.Fields) Append(field, row);
                break;
            default: throw new InvalidOperationException($"no key of a column of {column.GetType().Name}");
        }
    }

    void Append(Column elements, int start, int end)
    {
        Append(end - start);
        for (var i = start; i < end; i++) Append(elements, i);
    }

    void Append(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(_bytes.GetSpan(8), value);
        _bytes.Advance(8);
    }

    void Append(ReadOnlySpan<byte> value)
    {
        Append(value.Length);
        _bytes.Write(value);
    }
}
