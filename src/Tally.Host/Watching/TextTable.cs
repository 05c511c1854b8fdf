using System.Text;

namespace Tally.Host.Watching;

/// <summary>Lines of aligned columns; numbers stand to the right.</summary>
sealed class TextTable(params string[] headings)
{
    readonly List<string[]> _rows = [headings];

    public void Add(params string[] cells) => _rows.Add(cells);

    /// <summary>The lines, no longer than <paramref name="width"/>.</summary>
    public IEnumerable<string> Lines(int width)
    {
        var widths = Enumerable.Range(0, headings.Length).Select(column => _rows.Max(row => Width(row[column]))).ToArray();
        var isNumber = Enumerable.Range(0, headings.Length).Select(column => _rows.Count > 1 && _rows.Skip(1).All(row => row[column].Length == 0 || char.IsAsciiDigit(row[column][^1]) || row[column] is "-")).ToArray();
        foreach (var row in _rows)
        {
            var line = new StringBuilder();
            for (var column = 0; column < row.Length; column++)
            {
                if (column > 0) line.Append("  ");
                var blanks = new string(' ', widths[column] - Width(row[column]));
                line.Append(isNumber[column] ? blanks + row[column] : row[column] + blanks);
            }
            yield return Cut(line.ToString().TrimEnd(), width);
        }
    }

    /// <summary>The text, cut to a number of columns of the terminal.</summary>
    public static string Cut(string text, int width)
    {
        if (Width(text) <= width) return text;
        var (cut, used) = (new StringBuilder(), 1);
        foreach (var rune in text.EnumerateRunes())
        {
            if ((used += Width(rune)) > width) break;
            cut.Append(rune);
        }
        return cut.Append('…').ToString();
    }

    static int Width(string text) => text.EnumerateRunes().Sum(Width);

    // Chinese and emoji take two columns.
    static int Width(Rune rune) => rune.Value is >= 0x1100 and <= 0x115F or >= 0x2E80 and <= 0xA4CF or >= 0xAC00 and <= 0xD7A3 or >= 0xF900 and <= 0xFAFF or >= 0xFE30 and <= 0xFE6F or >= 0xFF00 and <= 0xFF60 or >= 0x1F300 and <= 0x1FAFF ? 2 : 1;
}
