using System.Text;

namespace Tally.Engine.Sql;

/// <summary>Writes errors for people: place, code and message, the line with a caret under it, and what to do.</summary>
/// <example>
/// shop.sql:3:12: TLY1102: no column is named amuont
///   SELECT id, amuont FROM orders
///              ^^^^^^
///   hint: did you mean amount?
/// </example>
public static class ErrorReport
{
    /// <summary>The most columns of a source line that are shown.</summary>
    const int LineWidth = 120;

    const int TabWidth = 4;

    /// <summary>All errors, one below the other.</summary>
    public static string Render(IEnumerable<SqlError> errors) => string.Join('\n', errors.Select(Render));

    /// <summary>One error, without a line end behind it.</summary>
    public static string Render(SqlError error)
    {
        var text = new StringBuilder();
        if (error.Span.Text is { } source)
        {
            var (line, column) = source.Locate(error.Span.Start);
            text.Append($"{source.Name}:{line}:{column}: TLY{(int)error.Code}: {error.Message}");
            AppendLine(text, source.Line(line), column - 1, error.Span.Length);
        }
        else text.Append($"TLY{(int)error.Code}: {error.Message}");
        if (error.Hint is { } hint) text.Append($"\n  hint: {hint}");
        return text.ToString();
    }

    /// <summary>The line of source and the caret line. A long line is cut to what lies around the error.</summary>
    static void AppendLine(StringBuilder text, string line, int index, int length)
    {
        if (string.IsNullOrWhiteSpace(line)) return;
        index = Math.Min(index, line.Length);
        var (from, to) = Window(line, index);
        var shown = new StringBuilder(from > 0 ? "…" : "");
        var before = shown.Length;
        var marked = 0;
        for (var i = from; i < to; i++)
        {
            var piece = Show(line, i);
            shown.Append(piece);
            if (i < index) before += TextWidth.Of(piece);
            else if (i < index + length) marked += TextWidth.Of(piece);
        }
        if (to < line.Length) shown.Append('…');
        text.Append($"\n  {shown.ToString().TrimEnd()}\n  {new string(' ', before)}{new string('^', Math.Max(1, marked))}");
    }

    /// <summary>The part of a line to show: all of it, or a stretch that begins a little before the error.</summary>
    static (int From, int To) Window(string line, int index)
    {
        if (line.Length <= LineWidth) return (0, line.Length);
        var from = Math.Clamp(index - LineWidth / 3, 0, line.Length - LineWidth);
        var to = Math.Min(line.Length, from + LineWidth);
        if (from > 0 && char.IsLowSurrogate(line[from])) from++;
        if (to < line.Length && char.IsLowSurrogate(line[to])) to--;
        return (from, to);
    }

    static string Show(string line, int i) => line[i] switch
    {
        '\t' => new string(' ', TabWidth),
        var c when char.IsControl(c) => "\uFFFD",
        var c when char.IsHighSurrogate(c) && i + 1 < line.Length => line.Substring(i, 2),
        var c when char.IsLowSurrogate(c) => i > 0 && char.IsHighSurrogate(line[i - 1]) ? "" : "\uFFFD",
        var c => c.ToString(),
    };
}
