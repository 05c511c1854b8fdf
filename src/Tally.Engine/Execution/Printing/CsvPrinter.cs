using System.Buffers;
using System.Text;
using Tally.Engine.Columns;
using Tally.Engine.Formats;

namespace Tally.Engine.Execution.Printing;

/// <summary>CSV: NULL is an empty field, the empty string is "", quotes only where they are needed.</summary>
/// <param name="delimiter">What stands between fields: a comma, or a tab for TSV.</param>
/// <param name="hasHeader">Whether the first line names the columns.</param>
public sealed class CsvPrinter(Stream output, TimeZoneInfo timeZone, byte delimiter = (byte)',', bool hasHeader = true) : IResultPrinter
{
    readonly SearchValues<byte> _special = SearchValues.Create([delimiter, (byte)'"', (byte)'\r', (byte)'\n']);

    readonly ArrayBufferWriter<byte> _lines = new(64 * 1024);
    readonly ArrayBufferWriter<byte> _cell = new();
    readonly CellText _text = new(timeZone);
    Schema _schema = new([]);

    public void Begin(Schema schema)
    {
        _schema = schema;
        if (!hasHeader) return;
        for (var i = 0; i < schema.Count; i++) WriteField(i, Encoding.UTF8.GetBytes(schema[i].Name));
        _lines.Write("\n"u8);
        Flush();
    }

    public void Write(Batch batch)
    {
        for (var row = 0; row < batch.Count; row++)
        {
            for (var i = 0; i < batch.Columns.Length; i++) WriteCell(i, batch.Columns[i], row);
            _lines.Write("\n"u8);
        }
        if (_lines.WrittenCount > 0) Flush();
    }

    public void End() => output.Flush();

    void WriteCell(int index, Column column, int row)
    {
        if (column.IsNull(row))
        {
            if (index > 0) _lines.Write([delimiter]);
            return;
        }
        _cell.ResetWrittenCount();
        _text.Write(_cell, column, row, _schema[index].Type);
        WriteField(index, _cell.WrittenSpan);
    }

    void WriteField(int index, ReadOnlySpan<byte> value)
    {
        if (index > 0) _lines.Write([delimiter]);
        var quoted = value.IsEmpty || value[0] == ' ' || value[^1] == ' ' || value.ContainsAny(_special);
        if (!quoted)
        {
            _lines.Write(value);
            return;
        }
        _lines.Write("\""u8);
        for (var quote = value.IndexOf((byte)'"'); quote >= 0; quote = value.IndexOf((byte)'"'))
        {
            _lines.Write(value[..quote]);
            _lines.Write("\"\""u8);
            value = value[(quote + 1)..];
        }
        _lines.Write(value);
        _lines.Write("\""u8);
    }

    void Flush()
    {
        output.Write(_lines.WrittenSpan);
        _lines.ResetWrittenCount();
    }
}
