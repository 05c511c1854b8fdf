using System.Text;

namespace Tally.Engine.Tests.Documentation;

/// <summary>A page of documentation whose examples and generated parts can be made anew.</summary>
static class MarkdownPage
{
    /// <summary>Runs every block of SQL; where a block of text follows, it becomes what the SQL printed.</summary>
    public static string WithResults(string page, Func<string, string> run)
    {
        var lines = page.Split('\n');
        var made = new StringBuilder();
        string? result = null;
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i] == "```sql")
            {
                var end = Array.IndexOf(lines, "```", i);
                result = run(string.Join('\n', lines[(i + 1)..end]));
                made.Append(string.Join('\n', lines[i..(end + 1)])).Append('\n');
                i = end;
            }
            else if (lines[i] == "```text" && result is not null)
            {
                made.Append("```text\n").Append(result.TrimEnd()).Append("\n```\n");
                i = Array.IndexOf(lines, "```", i);
                result = null;
            }
            else
            {
                if (lines[i].Length > 0) result = null;
                made.Append(lines[i]).Append(i < lines.Length - 1 ? "\n" : "");
            }
        }
        return made.ToString();
    }

    /// <summary>Replaces what stands between the comments "name" and "end".</summary>
    public static string WithPart(string page, string name, string part)
    {
        var open = $"<!-- {name} -->\n";
        var from = page.IndexOf(open, StringComparison.Ordinal) + open.Length;
        var to = page.IndexOf("<!-- end -->", from, StringComparison.Ordinal);
        return page[..from] + part.TrimEnd() + "\n" + page[to..];
    }
}
