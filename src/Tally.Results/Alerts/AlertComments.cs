using System.Globalization;
using System.Text.RegularExpressions;
using Tally.Engine.Catalog;
using Tally.Engine.Columns;
using Tally.Engine.Expressions;
using Tally.Engine.Planning;
using Tally.Engine.Sql;

namespace Tally.Results.Alerts;

/// <summary>Reads the -- @alert comments of a metric: a condition of SQL over its columns, and perhaps "for 3 windows" behind it.</summary>
public static partial class AlertComments
{
    /// <exception cref="SqlException">A condition has no meaning over the metric's columns.</exception>
    public static IReadOnlyList<AlertRule> Read(ViewDefinition view, MetricDefinition metric, BindingContext context)
    {
        var rules = new List<AlertRule>();
        var schema = new Schema(metric.Columns.Select(column => new Field(column.Name, column.Type)));
        foreach (var comment in view.Statement.Comments)
        {
            if (Alert().Match(comment) is not { Success: true } match) continue;
            var (condition, windows) = (match.Groups["condition"].Value.Trim(), match.Groups["windows"]);
            var text = new SourceText($"@alert of {view.Name}", condition);
            if (windows.Success && !metric.IsWindowed)
                throw new SqlException(ErrorCode.BadWindow, new TextSpan(text, 0, condition.Length),
                    $"the metric {view.Name} has no windows to count", "leave out FOR n WINDOWS, or select window_start and window_end");
            var count = windows.Success && int.TryParse(windows.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? number
                : 1;
            rules.Add(new(view.Name, condition, ConditionBinder.Bind(text, "@alert", schema, context), Math.Max(1, count)));
        }
        return rules;
    }

    // What comes behind an arrow says where it goes; there is one place, the webhook of the configuration.
    [GeneratedRegex(@"^@alert\s+(?<condition>.+?)(\s+for\s+(?<windows>\d+)\s+windows?)?(\s*(→|->)\s*webhook)?\s*$",
        RegexOptions.IgnoreCase)]
    private static partial Regex Alert();
}
