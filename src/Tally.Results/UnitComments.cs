using System.Text.RegularExpressions;
using Tally.Engine.Columns;
using Tally.Engine.Planning;

namespace Tally.Results;

/// <summary>Reads "@unit sales CNY, items 件": a unit for each measure. "@unit CNY" alone is the unit of the measures that it
/// fits.</summary>
static partial class UnitComments
{
    /// <summary>The unit that names no measure; empty when there is none.</summary>
    public static string Whole(IReadOnlyList<MetricComment> comments, Schema schema) =>
        PartsOf(comments).FirstOrDefault(part => !IsNamed(part, schema.Fields.Select(field => field.Name))) ?? "";

    public static IReadOnlyList<MetricColumn> Apply(IReadOnlyList<MetricComment> comments, IReadOnlyList<MetricColumn> columns)
    {
        var names = columns.Select(column => column.Name).ToList();
        var named = PartsOf(comments).Where(part => IsNamed(part, names)).Select(MetricComment.Split)
            .ToLookup(part => part.First, part => part.Remainder);
        var whole = PartsOf(comments).FirstOrDefault(part => !IsNamed(part, names)) ?? "";
        var fitting =
            columns.Where(column => column.Role == ColumnRole.Measure && !named.Contains(column.Name) && Fits(whole, column.Type)).ToList();
        // A count of pieces beside a count of people: which of the two is meant cannot be known, and the first is what people name first.
        var meant = Currency().IsMatch(whole) ? fitting : [.. fitting.Take(1)];
        return [.. columns.Select(column => column with { Unit = named[column.Name].FirstOrDefault() ?? (meant.Contains(column)
            ? whole
            : "") })];
    }

    /// <summary>The parts of all @unit comments, as they stand between commas.</summary>
    public static IEnumerable<string> PartsOf(IReadOnlyList<MetricComment> comments) =>
        comments.Where(comment => comment.Tag == "unit").SelectMany(comment => comment.Text.Split(',', '，')).Select(part => part.Trim())
            .Where(part => part.Length > 0);

    // Money has a fraction; everything else may be counted in anything.
    static bool Fits(string unit, SqlType type) =>
        !Currency().IsMatch(unit) || type is { Kind: TypeKind.Decimal, Scale: > 0 } or { Kind: TypeKind.Float or TypeKind.Double };

    static bool IsNamed(string part, IEnumerable<string> names) =>
        MetricComment.Split(part) is { Remainder.Length: > 0 } words && names.Contains(words.First);

    [GeneratedRegex("^(CNY|RMB|USD|EUR|GBP|JPY|HKD|元|¥|￥|\\$|€|£)", RegexOptions.IgnoreCase)]
    private static partial Regex Currency();
}
