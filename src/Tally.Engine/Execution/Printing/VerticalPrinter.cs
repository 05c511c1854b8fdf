using System.Text;
using Tally.Engine.Columns;
using Tally.Engine.Formats;
using Tally.Engine.Sql;

namespace Tally.Engine.Execution.Printing;

/// <summary>One line a value, a block a row, for rows that are wider than the terminal.</summary>
public sealed class VerticalPrinter(Stream output, TimeZoneInfo timeZone) : IResultPrinter
{
    readonly CellText _text = new(timeZone);
    Schema _schema = new([]);
    string[] _names = [];
    long _row;

    public void Begin(Schema schema)
    {
        (_schema, _row) = (schema, 0);
        var width = schema.Fields.Select(field => TextWidth.Of(field.Name)).DefaultIfEmpty().Max();
        _names = [.. schema.Fields.Select(field => ShownText.Clean(field.Name) + new string(' ', width - TextWidth.Of(field.Name)))];
    }

    public void Write(Batch batch)
    {
        var text = new StringBuilder();
        for (var row = 0; row < batch.Count; row++)
        {
            text.Append($"── row {++_row} ──\n");
            for (var i = 0; i < _names.Length; i++)
                text.Append(_names[i]).Append("  ").Append(ShownText.Clean(_text.Of(batch.Columns[i], row, _schema[i].Type) ?? "NULL"))
                    .Append('\n');
        }
        output.Write(Encoding.UTF8.GetBytes(text.ToString()));
    }

    public void End() => output.Flush();
}
