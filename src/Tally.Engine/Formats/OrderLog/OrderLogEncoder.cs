using System.Buffers;
using System.Text;
using Tally.Engine.Catalog;
using Tally.Engine.Columns;
using Tally.Engine.Formats.Values;

namespace Tally.Engine.Formats.OrderLog;

/// <summary>Writes each row as one order-log record; NULL is left out.</summary>
sealed class OrderLogEncoder : Encoder
{
    readonly byte[][] _keys;
    readonly ValueWriter[] _writers;
    readonly RowBuffer _buffer = new();

    /// <exception cref="OptionException">A column has a type that the format has no values of.</exception>
    public OrderLogEncoder(Schema schema)
    {
        _keys = [.. schema.Fields.Select(field => OrderLogGroupWriter.Key(field.Name))];
        _writers = [.. schema.Fields.Select(field => Create(field.Type))];
    }

    static ValueWriter Create(SqlType type) => type.Kind switch
    {
        TypeKind.Row => new OrderLogGroupWriter(CreatePairs(type), isArray: false),
        TypeKind.Array => new OrderLogGroupWriter(type.Element!.Kind == TypeKind.Row
            ? CreatePairs(type.Element)
            : CreateScalar(type.Element), isArray: true),
        _ => CreateScalar(type),
    };

    static OrderLogPairsWriter CreatePairs(SqlType type) =>
        new([.. type.Fields.Select(field => OrderLogGroupWriter.Key(field.Name))],
            [.. type.Fields.Select(field => CreateScalar(field.Type))]);

    static ValueWriter CreateScalar(SqlType type)
    {
        if (type.Kind is TypeKind.Row or TypeKind.Array or TypeKind.Map or TypeKind.Multiset)
            throw new OptionException($"format 'order-log' has no values of type {type} here: groups hold only plain values");
        var writer = new ScalarWriters((byte)' ', plainDecimals: true).Create(type);
        return type.IsText ? new OrderLogTextWriter() : writer;
    }

    public override void Encode(Batch batch, int row, IBufferWriter<byte> output)
    {
        _buffer.Clear();
        for (var i = 0; i < _writers.Length; i++)
        {
            if (batch.Columns[i].IsNull(row)) continue;
            if (_buffer.Count > 0) _buffer.Write(" | "u8);
            _buffer.Write(_keys[i]);
            _writers[i].Write(batch.Columns[i], row, _buffer);
        }
        output.Write(_buffer.Written);
    }
}

/// <summary>Writes text with a backslash before every character that means something.</summary>
sealed class OrderLogTextWriter : ValueWriter
{
    public override void Write(Column column, int row, RowBuffer output)
    {
        var value = ((StringColumn)column)[row];
        for (var i = 0; i < value.Length; i++)
        {
            var isOuterSpace = value[i] == ' ' && (i == 0 || i == value.Length - 1);
            if (isOuterSpace || OrderLogText.NeedsEscape(value[i])) output.Write((byte)'\\');
            output.Write(value[i] switch { (byte)'\n' => (byte)'n', (byte)'\r' => (byte)'r', var plain => plain });
        }
    }
}

/// <summary>Writes ROW or ARRAY between brackets.</summary>
sealed class OrderLogGroupWriter(ValueWriter content, bool isArray) : ValueWriter
{
    public static byte[] Key(string name) => Encoding.UTF8.GetBytes(name + ": ");

    public override void Write(Column column, int row, RowBuffer output)
    {
        output.Write("[ "u8);
        if (!isArray) content.Write(column, row, output);
        else WriteElements((ArrayColumn)column, row, output);
        output.Write(" ]"u8);
    }

    void WriteElements(ArrayColumn array, int row, RowBuffer output)
    {
        for (var i = array.Offsets[row]; i < array.Offsets[row + 1]; i++)
        {
            if (i > array.Offsets[row]) output.Write("; "u8);
            if (!array.Elements.IsNull(i)) content.Write(array.Elements, i, output);
        }
    }
}

/// <summary>Writes the fields of a ROW as pairs; NULL is left out.</summary>
sealed class OrderLogPairsWriter(byte[][] keys, ValueWriter[] fields) : ValueWriter
{
    public override void Write(Column column, int row, RowBuffer output)
    {
        var columns = ((RowColumn)column).Fields;
        var isFirst = true;
        for (var i = 0; i < fields.Length; i++)
        {
            if (columns[i].IsNull(row)) continue;
            if (!isFirst) output.Write((byte)' ');
            isFirst = false;
            output.Write(keys[i]);
            fields[i].Write(columns[i], row, output);
        }
    }
}
