using Tally.Engine.Catalog;
using Tally.Engine.Planning;
using Tally.Engine.Planning.Logical;

namespace Tally.Results;

/// <summary>Makes a metric of a view: title, unit and chart are the comments directly above it.</summary>
public static class MetricComments
{
    static readonly string[] s_charts = ["line", "bar", "rank", "pie", "map", "table", "number"];

    /// <summary>Whether a view is a metric: it aggregates.</summary>
    public static bool IsMetric(QueryPlan plan) => plan.Roles.Contains(ColumnRole.Measure);

    /// <param name="key">The key by which changes arrive; empty when rows are only added.</param>
    public static MetricDefinition Read(ViewDefinition view, QueryPlan plan)
    {
        var title = Find(view, "title") ?? view.Name;
        var unit = Find(view, "unit") ?? "";
        var window = plan.Window?.Function is { } function ? new MetricWindow(function.Name.ToLowerInvariant(), function.SizeMs, function.SlideMs) : MetricWindow.None;
        var chart = Find(view, "chart") is { } wanted && s_charts.Contains(wanted) ? wanted : window == MetricWindow.None ? "table" : "line";
        var columns = plan.Schema.Fields.Select((field, i) => new MetricColumn(view.Schema[i].Name, field.Type, plan.Roles[i])).ToList();
        var key = plan.Changelog == ChangelogMode.InsertOnly ? [] : plan.UpsertKey ?? [];
        return new(view.Name, title, unit, chart, window, columns, key) { IsCorrected = plan.Window?.Function.IsCorrected ?? false };
    }

    static string? Find(ViewDefinition view, string tag)
    {
        foreach (var comment in view.Statement.Comments)
        {
            var text = comment.Trim();
            if (text.StartsWith('@') && text.AsSpan(1).StartsWith(tag) && text.Length > tag.Length + 1 && char.IsWhiteSpace(text[tag.Length + 1])) return text[(tag.Length + 2)..].Trim();
        }
        return null;
    }
}
