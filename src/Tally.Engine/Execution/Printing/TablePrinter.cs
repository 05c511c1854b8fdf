using System.Text;
using Tally.Engine.Columns;
using Tally.Engine.Formats;
using Tally.Engine.Sql;

namespace Tally.Engine.Execution.Printing;

/// <summary>An aligned table for people, with types under the names; or the same as Markdown.</summary>
/// <remarks>Widths come from the first rows; when there are more, these are printed at once and later cells may stand out.</remarks>
/// <param name="hasHeader">Whether names, types and the number of rows are printed as well.</param>
public sealed class TablePrinter(Stream output, TimeZoneInfo timeZone, bool asMarkdown = false, bool hasHeader = true) : IResultPrinter
{
    const int RowsForWidths = 10_000;

    readonly CellText _text = new(timeZone);
    readonly List<string[]> _rows = [];
    Schema _schema = new([]);
    int[]? _widths;
    long _rowCount;

    public void Begin(Schema schema)
    {
        (_schema, _widths, _rowCount) = (schema, null, 0);
        _rows.Clear();
    }

    public void Write(Batch batch)
    {
        for (var row = 0; row < batch.Count; row++)
            _rows.Add([.. batch.Columns.Select((column, i) => Clean(_text.Of(column, row, _schema[i].Type) ?? "NULL"))]);
        _rowCount += batch.Count;
        if (_rows.Count >= RowsForWidths) PrintRows();
    }

    public void End()
    {
        PrintRows();
        if (!asMarkdown && hasHeader) Print($"({_rowCount} {(_rowCount == 1 ? "row" : "rows")})\n");
        output.Flush();
    }

    void PrintRows()
    {
        var text = new StringBuilder();
        if (_widths is null)
        {
            _widths = [.. _schema.Fields.Select((field, i) => _rows.Select(row => TextWidth.Of(row[i])).Append(HeadWidth(field)).Max())];
            if (hasHeader) AppendHead(text);
        }
        foreach (var row in _rows) AppendRow(text, row);
        Print(text.ToString());
        _rows.Clear();
    }

    int HeadWidth(Field field) =>
        asMarkdown ? Math.Max(3, TextWidth.Of(Clean(field.Name))) : Math.Max(TextWidth.Of(field.Name), TypeOf(field).Length);

    void AppendHead(StringBuilder text)
    {
        AppendRow(text, [.. _schema.Fields.Select(field => Clean(field.Name))]);
        if (asMarkdown)
            text.Append('|')
                .AppendJoin('|', _schema.Fields.Select((field, i) => new string('-', _widths![i] + 1) + (IsRight(field) ? ':' : '-')))
                .Append("|\n");
        else
        {
            AppendRow(text, [.. _schema.Fields.Select(TypeOf)]);
            text.AppendJoin("  ", _widths!.Select(width => new string('─', width))).Append('\n');
        }
    }

    void AppendRow(StringBuilder text, string[] cells)
    {
        var line = string.Join(asMarkdown ? " | " : "  ", cells.Select((cell, i) => Pad(cell, _widths![i], IsRight(_schema[i]))));
        text.Append(asMarkdown ? $"| {line} |\n" : line.TrimEnd() + "\n");
    }

    static string Pad(string cell, int width, bool right)
    {
        var space = new string(' ', Math.Max(0, width - TextWidth.Of(cell)));
        return right ? space + cell : cell + space;
    }

    // Without NOT NULL: the type is there to tell 1 from '1'.
    static string TypeOf(Field field) => field.Type.WithNullable(true).ToString();

    static bool IsRight(Field field) => field.Type.IsNumeric;

    string Clean(string cell) => ShownText.Clean(asMarkdown ? cell.Replace("|", "\\|") : cell);

    void Print(string text) => output.Write(Encoding.UTF8.GetBytes(text));
}
