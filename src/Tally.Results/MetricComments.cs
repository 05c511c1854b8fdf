using Tally.Engine.Catalog;
using Tally.Engine.Operators.Windows;
using Tally.Engine.Planning;
using Tally.Engine.Planning.Logical;

namespace Tally.Results;

/// <summary>Makes a metric of a view: title, units, chart and place are the comments directly above it.</summary>
public static class MetricComments
{
    internal static readonly string[] Charts = ["line", "bar", "rank", "pie", "map", "table", "number", "funnel", "stack"];

    /// <summary>Whether a view is a metric: it aggregates.</summary>
    public static bool IsMetric(QueryPlan plan) => plan.Roles.Contains(ColumnRole.Measure);

    /// <param name="key">The key by which changes arrive; empty when rows are only added.</param>
    public static MetricDefinition Read(ViewDefinition view, QueryPlan plan)
    {
        var comments = MetricComment.Of(view.Statement.Comments);
        string Text(string tag) => comments.FirstOrDefault(comment => comment.Tag == tag)?.Text ?? "";
        var window = WindowOf(plan.Root) is { } function
            ? new MetricWindow(function.Name.ToLowerInvariant(), function.SizeMs, function.SlideMs)
            : MetricWindow.None;
        var wanted = Text("chart");
        var chart = Charts.Contains(wanted) ? wanted : window == MetricWindow.None ? "table" : "line";
        var key = plan.Changelog == ChangelogMode.InsertOnly ? [] : plan.UpsertKey ?? [];
        var title = Text("title") is { Length: > 0 } given ? given : view.Name;
        return new(view.Name, title, UnitComments.Whole(comments, view.Schema), chart, window, ColumnsOf(view, plan, comments), key)
        {
            IsCorrected = plan.Window?.Function.IsCorrected ?? false,
            UnknownChart = wanted == chart ? "" : wanted,
            Screen = Text("screen"),
            Place = MetricComment.Place(Text("place")),
            IsHidden = comments.Any(comment => comment.Tag == "hide"),
        };
    }

    // A join of windows has none itself; its rows are still of the windows below it.
    static WindowFunction? WindowOf(LogicalNode node) =>
        node.Traits.Window?.Function ?? (node is JoinNode or ProjectNode or FilterNode ? WindowOf(node.Inputs[0]) : null);

    static List<MetricColumn> ColumnsOf(ViewDefinition view, QueryPlan plan, IReadOnlyList<MetricComment> comments)
    {
        var sums = plan.Sums;
        var columns =
            plan.Schema.Fields.Select((field, i) => new MetricColumn(view.Schema[i].Name, field.Type, plan.Roles[i]) { IsSum = sums[i] });
        return [.. UnitComments.Apply(comments, [.. columns]).Select(column => column with { Label = LabelOf(column.Name, comments) })];
    }

    static string LabelOf(string column, IReadOnlyList<MetricComment> comments) =>
        comments.Where(comment => comment.Tag == "label").Select(comment => comment.Words)
            .FirstOrDefault(words => words.First == column).Remainder ?? "";
}
