using System.Text.RegularExpressions;

namespace Tally.Results;

/// <summary>Writes a layout into the comments above a view.</summary>
public static partial class LayoutComments
{
    /// <summary>The text with the comments of one view replaced; null when it has no such view.</summary>
    public static string? Write(string sql, MetricLayout layout)
    {
        var lines = sql.Split('\n').ToList();
        var view =
            lines.FindIndex(line => View().Match(line) is { Success: true } match && match.Groups["name"].Value.Trim('`') == layout.Metric);
        if (view < 0) return null;
        var first = view;
        while (first > 0 && lines[first - 1].TrimStart().StartsWith("--", StringComparison.Ordinal)) first--;
        var ending = lines[view].EndsWith('\r') ? "\r" : "";
        var kept = lines[first..view].Where(line => !Placing().IsMatch(line));
        lines = [.. lines[..first], .. kept, .. layout.Comments.Select(comment => comment + ending), .. lines[view..]];
        return string.Join('\n', lines);
    }

    [GeneratedRegex(@"^\s*CREATE\s+(TEMPORARY\s+)?VIEW\s+(IF\s+NOT\s+EXISTS\s+)?(?<name>`[^`]+`|\w+)", RegexOptions.IgnoreCase)]
    private static partial Regex View();

    [GeneratedRegex(@"^\s*--\s*@(screen|place|hide)\b")]
    private static partial Regex Placing();
}
