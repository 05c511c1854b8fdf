using System.Text;

namespace Tally.Engine.Execution.Printing;

/// <summary>Foreign text as a terminal may show it: control characters must not reach it, and a line is a row.</summary>
static class ShownText
{
    public static string Clean(string cell)
    {
        if (!cell.Any(char.IsControl)) return cell;
        var clean = new StringBuilder();
        foreach (var c in cell)
            clean.Append(c switch { '\n' => "\\n", '\t' => "\\t", '\r' => "\\r", _ when char.IsControl(c) => "\uFFFD", _ => c.ToString() });
        return clean.ToString();
    }
}
