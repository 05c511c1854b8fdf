using System.Collections.Immutable;
using System.Text;
using Tally.Engine.Catalog;
using Tally.Engine.Connectors;
using Tally.Engine.Operators.Windows;
using Tally.Engine.Planning.Logical;

namespace Tally.Engine.Planning.Explain;

/// <summary>Says for the constructs of a plan whether Apache Flink runs them unchanged.</summary>
static class Portability
{
    static readonly Dictionary<string, string> s_ownFormats = new()
    {
        ["access-log"] = "format 'access-log' is Tally's; Flink reads such lines as 'raw' and takes them apart with REGEXP_EXTRACT",
        ["order-log"] = "format 'order-log' is Tally's",
    };

    /// <summary>One line a construct that is not portable, or one line that all is.</summary>
    public static string Write(QueryPlan plan, SessionCatalog catalog)
    {
        var notes = new SortedSet<string>(plan.FlinkNotes, StringComparer.Ordinal);
        Visit(plan.Root, catalog.Connectors, notes);
        if (catalog.Settings.Keys.FirstOrDefault(key => key.StartsWith("tally.", StringComparison.Ordinal)) is { } setting)
            notes.Add($"setting '{setting}' is Tally's; Flink ignores it");
        var text = new StringBuilder("Apache Flink\n");
        if (notes.Count == 0) return text.Append("runs this unchanged\n").ToString();
        foreach (var note in notes) text.Append("- ").Append(note).Append('\n');
        return text.ToString();
    }

    /// <summary>What the binder noted about the constructs of a plan before rules rewrite it.</summary>
    public static ImmutableArray<string> NotesOf(LogicalNode bound)
    {
        var (seen, open) = (new HashSet<LogicalNode>(), new Stack<LogicalNode>([bound]));
        while (open.TryPop(out var node))
            if (seen.Add(node)) foreach (var input in node.Inputs) open.Push(input);
        return [.. seen.Select(node => node.FlinkNote).OfType<string>().Distinct().Order(StringComparer.Ordinal)];
    }

    static void Visit(LogicalNode node, ConnectorRegistry connectors, SortedSet<string> notes)
    {
        if (node is ScanNode scan) VisitTable(scan.Table, connectors, notes);
        if (FaultOf(node) is { } fault) notes.Add(fault);
        foreach (var input in node.Inputs) Visit(input, connectors, notes);
    }

    static void VisitTable(TableDefinition table, ConnectorRegistry connectors, SortedSet<string> notes)
    {
        if (connectors.Find(table.Connector)?.FlinkNote is { } connector) notes.Add($"`{table.Name}`: {connector}");
        if (s_ownFormats.TryGetValue(table.Options.GetValueOrDefault("format", ""), out var format)) notes.Add($"`{table.Name}`: {format}");
        var path = table.Options.GetValueOrDefault("path", "");
        if (table.Statement.Name.Name == path) notes.Add($"FROM '{path}' is Tally's; tally schema prints the CREATE TABLE for Flink");
        else if (path.AsSpan().IndexOfAny("*?[") >= 0)
            notes.Add($"`{table.Name}`: the pattern in 'path' is Tally's; Flink takes a file or a folder");
    }

    // Where Flink 2.3.0 gives another answer because of a fault of its own, the reader should know.
    static string? FaultOf(LogicalNode node) => node switch
    {
        WindowNode { Function: { Zone: not null, Kind.IsSliced: true } function } when MayLoseRows(function) => Loss(function),
        WindowAggregateNode { IsSliced: true, Function: { Zone: not null, Kind.IsSliced: true } function } when MayLoseRows(function) =>
            Loss(function),
        SortNode { IsAtEnd: true, IsByTime: false, Input: not RankNode } =>
            "ORDER BY without LIMIT over input that ends is Tally's; Flink sorts so with SET 'execution.runtime-mode' = 'batch'",
        RankNode { Window: null, First: > 1,
            WithRank: false } rank when !rank.Input.Traits.IsInsertOnly =>
            "Top-N with an offset and without the rank column over changing rows: Flink 2.3.0 retracts rows that it never emitted; Tally "
                + "does not",
        _ => null,
    };

    static bool MayLoseRows(WindowFunction function)
    {
        if (ChangesClocks(function.Zone!)) return function.SlideMs < 3_600_000;
        var offset = function.Zone!.BaseUtcOffset.TotalMilliseconds;
        return offset % function.SlideMs != 0 || offset % function.SizeMs != 0;
    }

    // Asia/Shanghai had summer time until 1991; only what still holds matters.
    static bool ChangesClocks(TimeZoneInfo zone) =>
        zone.GetAdjustmentRules().Any(rule => rule.DateEnd == DateTime.MaxValue.Date && rule.DaylightDelta != TimeSpan.Zero);

    static string Loss(WindowFunction function) =>
        $"{function.Name} of {WindowFunction.Duration(function.SizeMs)} in {function.Zone!.Id}: Flink 2.3.0 can lose rows at the edge of "
            + "its windows (FLINK-38075); Tally does not";
}
