using System.Buffers;
using System.Text.Json;
using Tally.Engine.Columns;

namespace Tally.Results;

/// <summary>Writes the answer of a query as lines of JSON: the columns, rows, and in between how far it is. Values are as in
/// <see cref="ResultJson"/>.</summary>
public sealed class RowLines(Schema schema, TimeZoneInfo timeZone)
{
    readonly ArrayBufferWriter<byte> _lines = new(16 * 1024);
    readonly CellReader _cells = new(timeZone);

    /// <summary>What has been written since the last <see cref="Clear"/>.</summary>
    public ReadOnlyMemory<byte> Written => _lines.WrittenMemory;

    /// <summary>The number of rows written.</summary>
    public long RowCount { get; private set; }

    public void Clear() => _lines.ResetWrittenCount();

    /// <summary>{"columns":[{"name","type"}]}</summary>
    public void Columns() => Line("columns", json =>
    {
        json.WriteStartArray();
        foreach (var field in schema.Fields)
        {
            json.WriteStartObject();
            json.WriteString("name", field.Name);
            json.WriteString("type", field.Type.ToString());
            json.WriteEndObject();
        }
        json.WriteEndArray();
    });

    /// <summary>{"row":[…]} for each row, until there are <paramref name="maxRows"/> in all.</summary>
    public void Rows(Batch batch, long maxRows)
    {
        for (var row = 0; row < batch.Count && RowCount < maxRows; row++, RowCount++)
        {
            var at = row;
            Line("row", json =>
            {
                json.WriteStartArray();
                for (var i = 0; i < schema.Count; i++) ResultJson.WriteValue(json, _cells.Read(batch.Columns[i], schema[i].Type, at));
                json.WriteEndArray();
            });
        }
    }

    /// <summary>{"name":{…}} with the given members.</summary>
    public void Note(string name, params ReadOnlySpan<(string Name, object? Value)> members)
    {
        var copy = members.ToArray();
        Line(name, json =>
        {
            json.WriteStartObject();
            foreach (var (member, value) in copy)
            {
                json.WritePropertyName(member);
                ResultJson.WriteValue(json, value);
            }
            json.WriteEndObject();
        });
    }

    void Line(string name, Action<Utf8JsonWriter> write)
    {
        using (var json =
            new Utf8JsonWriter(_lines, new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WritePropertyName(name);
            write(json);
            json.WriteEndObject();
        }
        _lines.Write("\n"u8);
    }
}
