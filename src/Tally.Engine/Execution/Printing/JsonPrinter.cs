using System.Buffers;
using System.Text;
using Tally.Engine.Columns;
using Tally.Engine.Formats;

namespace Tally.Engine.Execution.Printing;

/// <summary>One JSON object a line.</summary>
public sealed class JsonPrinter(Stream output, TimeZoneInfo timeZone) : IResultPrinter
{
    readonly ArrayBufferWriter<byte> _lines = new(64 * 1024);
    readonly CellText _text = new(timeZone);
    Schema _schema = new([]);
    byte[][] _names = [];

    public void Begin(Schema schema)
    {
        _schema = schema;
        _names = [.. schema.Fields.Select(Name)];
    }

    public void Write(Batch batch)
    {
        for (var row = 0; row < batch.Count; row++)
        {
            for (var i = 0; i < batch.Columns.Length; i++)
            {
                _lines.Write(i == 0 ? "{"u8 : ","u8);
                _lines.Write(_names[i]);
                CellJson.Write(_lines, batch.Columns[i], row, _schema[i].Type, _text);
            }
            _lines.Write("}\n"u8);
        }
        output.Write(_lines.WrittenSpan);
        _lines.ResetWrittenCount();
    }

    public void End() => output.Flush();

    static byte[] Name(Field field)
    {
        var name = new ArrayBufferWriter<byte>();
        CellJson.WriteString(name, Encoding.UTF8.GetBytes(field.Name));
        name.Write(":"u8);
        return name.WrittenSpan.ToArray();
    }
}
