using System.Text;
using Tally.Engine.Sql;

namespace Tally.Host.Watching;

/// <summary>Lines of aligned columns; numbers stand to the right.</summary>
sealed class TextTable(params string[] headings)
{
    readonly List<string[]> _rows = [headings];

    public void Add(params string[] cells) => _rows.Add(cells);

    /// <summary>The lines, no longer than <paramref name="width"/>.</summary>
    public IEnumerable<string> Lines(int width)
    {
        var widths = Enumerable.Range(0, headings.Length).Select(column => _rows.Max(row => TextWidth.Of(row[column]))).ToArray();
        var isNumber = Enumerable.Range(0, headings.Length)
            .Select(column => _rows.Count > 1 && _rows.Skip(1).All(row => IsNumber(row[column]))).ToArray();
        foreach (var row in _rows)
        {
            var line = new StringBuilder();
            for (var column = 0; column < row.Length; column++)
            {
                if (column > 0) line.Append("  ");
                var blanks = new string(' ', widths[column] - TextWidth.Of(row[column]));
                line.Append(isNumber[column] ? blanks + row[column] : row[column] + blanks);
            }
            yield return Cut(line.ToString().TrimEnd(), width);
        }
    }

    static bool IsNumber(string cell) => cell.Length == 0 || char.IsAsciiDigit(cell[^1]) || cell is "-";

    /// <summary>The text, cut to a number of columns of the terminal.</summary>
    public static string Cut(string text, int width)
    {
        if (TextWidth.Of(text) <= width) return text;
        var (cut, used) = (new StringBuilder(), 1);
        foreach (var rune in text.EnumerateRunes())
        {
            if ((used += TextWidth.Of(rune)) > width) break;
            cut.Append(rune);
        }
        return cut.Append('…').ToString();
    }
}
