using Tally.Engine.Catalog;
using Tally.Engine.Planning;
using Tally.Engine.Sql;

namespace Tally.Results;

/// <summary>Finds comments of a metric that nobody would read: unknown tags, charts and columns, places outside the grid.</summary>
public static class MetricCommentCheck
{
    static readonly string[] s_tags = ["title", "unit", "label", "chart", "screen", "place", "hide", "alert"];

    public static IEnumerable<SqlError> Find(ViewDefinition view, MetricDefinition metric)
    {
        foreach (var comment in MetricComment.Of(view.Statement.Comments))
            if (ErrorOf(comment, metric) is var (word, message, hint) && message.Length > 0)
                yield return new(ErrorCode.UnknownOption, SpanOf(view, comment, word), message, hint);
    }

    static (string Word, string Message, string? Hint) ErrorOf(MetricComment comment, MetricDefinition metric) => comment.Tag switch
    {
        var tag when !s_tags.Contains(tag) =>
            (tag, $"no comment of a metric is called @{tag}, expected one of @{string.Join(", @", s_tags)}", Near(tag, s_tags)),
        "chart" when !MetricComments.Charts.Contains(comment.Text) =>
            (comment.Text, $"no chart is called '{comment.Text}', expected one of {string.Join(", ", MetricComments.Charts)}",
                Near(comment.Text, MetricComments.Charts)),
        "place" when MetricComment.Place(comment.Text) is null =>
            (comment.Text,
                $"found @place {comment.Text}, expected column, row, width and height within {MetricPlace.Columns} × {MetricPlace.Rows} "
                    + $"cells, such as @place 1 1 8 6", null),
        "label" => UnknownMeasure(comment.Words.First, [.. metric.Columns.Select(column => column.Name)]),
        "unit" => UnknownUnit(comment, metric),
        _ => ("", "", null),
    };

    // A unit may be of several words, so only where several units stand must each name its measure.
    static (string, string, string?) UnknownUnit(MetricComment comment, MetricDefinition metric)
    {
        var parts = UnitComments.PartsOf([comment]).Select(MetricComment.Split).ToList();
        if (parts.Count < 2) return ("", "", null);
        string[] measures = [.. metric.Columns.Where(column => column.Role == ColumnRole.Measure).Select(column => column.Name)];
        return parts.Select(part => UnknownMeasure(part.First, measures)).FirstOrDefault(error => error.Item2.Length > 0, ("", "", null));
    }

    static (string, string, string?) UnknownMeasure(string name, string[] columns) =>
        columns.Contains(name)
            ? ("", "", null)
            : (name, $"the metric has no column '{name}', expected one of {string.Join(", ", columns)}", Near(name, columns));

    static string? Near(string word, IEnumerable<string> known) => NearNames.HintQuoted(word, known);

    // Comments are kept as text; the nearest line above the statement that has this text is the comment itself.
    static TextSpan SpanOf(ViewDefinition view, MetricComment comment, string word)
    {
        var span = view.Statement.Span;
        var at = span.Text.Text.LastIndexOf(comment.Line, Math.Max(0, span.Start), StringComparison.Ordinal);
        if (at < 0) return span;
        var offset = word.Length == 0 ? 0 : Math.Max(0, comment.Line.IndexOf(word, StringComparison.Ordinal));
        return new(span.Text, at + offset, word.Length == 0 ? comment.Line.Length : word.Length);
    }
}
