using System.Text;

namespace Tally.Benchmarks.Harness;

/// <summary>The results of one machine as a document, and the part of it that the README shows.</summary>
sealed class Report(IReadOnlyList<(string Name, string Value)> machine, IReadOnlyList<Figure> figures, Func<string, string> titleOf)
{
    /// <summary>Stand around the table in the README.</summary>
    public const string Begin = "<!-- bench: begin -->\n", End = "<!-- bench: end -->\n";

    /// <summary>The headline figures, each with its target.</summary>
    public string Summary
    {
        get
        {
            var text = new StringBuilder("| what | figure | target |\n|---|---|---|\n");
            foreach (
                var figure in figures
                    .GroupBy(figure => ItemOf(figure.Key))
                    .SelectMany(item => item)
                    .Where(figure => figure.IsHeadline || figure.Missing is not null)
            )
                text.Append($"| {Cell(figure.What)} | {Cell(FigureText.Value(figure))} | {FigureText.Target(figure)} |\n");
            return text.ToString();
        }
    }

    public string Text
    {
        get
        {
            var text = new StringBuilder(
                "# What Tally does on one machine\n\nWritten by `./tally bench`; [docs/performance.md](../../docs/performance.md) says " +
                    "how each figure is measured. Rows that miss their target stay here.\n\n"
            );
            text.Append("| machine | |\n|---|---|\n");
            foreach (var (name, value) in machine) text.Append($"| {name} | {Cell(value)} |\n");
            text.Append("\n## Summary\n\n").Append(Begin).Append(Summary).Append(End);
            foreach (var item in figures.GroupBy(figure => ItemOf(figure.Key)))
            {
                text.Append($"\n## {titleOf(item.Key)}\n\n| what | figure | target | with |\n|---|---|---|---|\n");
                foreach (var figure in item)
                    text.Append(
                        $"| {Cell(figure.What)} | {Cell(FigureText.Value(figure))} | {FigureText.Target(figure)} | " +
                            $"{Cell(figure.Detail)} |\n"
                    );
            }
            return text.ToString();
        }
    }

    /// <summary>The same table in the README.</summary>
    public string PutInto(string readme)
    {
        var (begin, end) = (readme.IndexOf(Begin, StringComparison.Ordinal), readme.IndexOf(End, StringComparison.Ordinal));
        return begin < 0 || end < begin ? readme : string.Concat(readme.AsSpan(0, begin + Begin.Length), Summary, readme.AsSpan(end));
    }

    static string ItemOf(string key) => key[..key.IndexOf('/')];

    static string Cell(string text) => text.Replace("|", "\\|").ReplaceLineEndings(" ");
}
