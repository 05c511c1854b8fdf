using Tally.Engine.Columns;
using Tally.Engine.Expressions;
using Tally.Engine.Operators;
using Tally.Engine.Sql;

namespace Tally.Engine.Execution.Live;

/// <summary>Counts the rows of a group's queries for which an expression had no result, by the text that the expression stands
/// in.</summary>
sealed class GroupFailures : IFailedRows
{
    readonly Dictionary<string, (long Count, string Last)> _byText = [];

    public void Take(Batch batch, int row, EvaluationException failure)
    {
        var place = failure.Span.Text is { } text ? $"{text.Name}:{text.Locate(failure.Span.Start).Line}: " : "";
        var name = failure.Span.Text?.Name ?? "";
        // What is shown early comes again, and what is taken back has been counted when it came.
        var isNew = !batch.IsPreview && !batch.IsRetraction(row);
        _byText[name] = (_byText.GetValueOrDefault(name).Count + (isNew ? 1 : 0), place + failure.Message);
        if (isNew) batch.Rejects?.Fail(batch, row, place + failure.Message);
    }

    /// <summary>How many rows failed in a query, and the last reason; all of the group's where the expression cannot be told.</summary>
    public (long Count, string? Notice) Of(LiveQuery query, IReadOnlyList<LiveQuery> group)
    {
        var (count, last) = (0L, (string?)null);
        foreach (var (name, failed) in _byText)
        {
            var isOwn = name == TextOf(query) || !group.Any(other => TextOf(other) == name);
            if (isOwn) (count, last) = (count + failed.Count, failed.Last);
        }
        return (count, last is null ? null : $"{count} rows were left out because an expression has no result; the last: {last}");
    }

    static string? TextOf(LiveQuery query) => query.Plan.Root.Span.Text?.Name;
}
