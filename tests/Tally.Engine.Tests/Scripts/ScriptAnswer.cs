using System.Globalization;
using System.Text.RegularExpressions;

namespace Tally.Engine.Tests.Scripts;

/// <summary>The result that a script must give: rows in any order, DOUBLE and FLOAT compared as numbers, the rest as text.</summary>
sealed partial class ScriptAnswer(string csv, IReadOnlyList<string> types)
{
    public static ScriptAnswer Read(string scriptPath)
    {
        var types = Path.ChangeExtension(scriptPath, ".types");
        return new(
            File.ReadAllText(Path.ChangeExtension(scriptPath, ".csv")),
            File.Exists(types) ? [.. File.ReadAllLines(types).Where(line => line.Length > 0)] : []
        );
    }

    /// <summary>What is different, or null.</summary>
    public string? Compare(RecordingPrinter got)
    {
        var (expectedRows, gotRows) = (Rows(csv), Rows(got.Csv));
        if (!expectedRows[0].SequenceEqual(gotRows[0])) return $"columns: expected {Line(expectedRows[0])}, got {Line(gotRows[0])}";
        var gotTypes = got.Schema.Fields.Select(field => $"{field.Name} {field.Type}").ToList();
        if (types.Count > 0 && !types.SequenceEqual(gotTypes))
            return $"types: expected {string.Join("; ", types.Except(gotTypes))}, got {string.Join("; ", gotTypes.Except(types))}";
        var inexact = got.Schema.Fields.Select(field => field.Type.Kind is Columns.TypeKind.Double or Columns.TypeKind.Float).ToArray();
        var (left, right) = (Sorted(expectedRows, inexact), Sorted(gotRows, inexact));
        if (left.Count == right.Count && left.Zip(right).All(pair => Same(pair.First, pair.Second, inexact))) return null;
        var (missing, surplus) = (left.Select(Line).ToList(), right.Select(Line).ToList());
        foreach (var line in left.Select(Line)) if (surplus.Remove(line)) missing.Remove(line);
        var differences = missing.Take(3).Select(line => "      - " + line).Concat(surplus.Take(3).Select(line => "      + " + line));
        return $"{left.Count} rows expected, {right.Count} came\n{string.Join('\n', differences)}";
    }

    static List<string[]> Sorted(List<string[]> rows, bool[] inexact) =>
        [
            .. rows.Skip(1)
                .OrderBy(row => Line([.. row.Where((_, i) => !inexact[i])]), StringComparer.Ordinal)
                .ThenBy(row => row.Where((_, i) => inexact[i]).Sum(Number)),
        ];

    static bool Same(string[] a, string[] b, bool[] inexact) =>
        a.Zip(b).Select((cells, i) => cells.First == cells.Second || (inexact[i] && Close(cells.First, cells.Second))).All(same => same);

    static bool Close(string a, string b) =>
        double.TryParse(a, CultureInfo.InvariantCulture, out var x)
        && double.TryParse(b, CultureInfo.InvariantCulture, out var y)
        && Math.Abs(x - y) <= Math.Max(1e-12, 1e-9 * Math.Abs(x));

    static double Number(string text) =>
        double.TryParse(text, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value : 0;

    static string Line(string[] row) => string.Join(',', row);

    // RFC 4180, except that an empty field (NULL) and "" (the empty string) stay apart.
    static List<string[]> Rows(string text)
    {
        var rows = new List<string[]>();
        var row = new List<string>();
        for (var i = 0; i < text.Length;)
        {
            var field = Field().Match(text, i);
            i += field.Length;
            row.Add(!field.Value.StartsWith('"') ? field.Value : field.Length == 2 ? "\"\"" : field.Value[1..^1].Replace("\"\"", "\""));
            var comma = i < text.Length && text[i] == ',';
            i += i < text.Length && text[i] == '\r' ? 2 : 1;
            if (comma)
            {
                if (i == text.Length) row.Add("");
                continue;
            }
            rows.Add([.. row]);
            row.Clear();
        }
        return rows;
    }

    [GeneratedRegex("\\G(?:\"(?:[^\"]|\"\")*\"|[^,\r\n]*)")]
    private static partial Regex Field();
}
