using System.Buffers;
using Tally.Engine.Columns;
using Tally.Engine.Formats.Values;

namespace Tally.Engine.Formats.Json;

/// <summary>Writes each row as one JSON object, the fields in the order of the table.</summary>
sealed class JsonEncoder(Schema schema, JsonWriters writers) : Encoder
{
    readonly JsonObjectWriter _writer = writers.CreateObject(schema.Fields);
    readonly RowBuffer _buffer = new();

    public override void Encode(Batch batch, int row, IBufferWriter<byte> output)
    {
        _buffer.Clear();
        _writer.Write(batch.Columns, row, _buffer);
        output.Write(_buffer.Written);
    }
}
