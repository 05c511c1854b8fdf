using System.Text;
using Tally.Engine.Catalog;
using Tally.Engine.Columns;
using Tally.Engine.Expressions;
using Tally.Engine.Operators.Windows;
using Tally.Engine.Planning.Logical;

namespace Tally.Engine.Planning.Explain;

/// <summary>Writes a plan for people: a tree of operators with what each emits, keeps and waits for, what Flink runs unchanged, and the
/// columns of the result.</summary>
static class PlanText
{
    public static string Write(QueryPlan plan, SessionCatalog catalog)
    {
        var text = new StringBuilder();
        var shared = SharedPlans.Find(plan, catalog);
        WriteNode(text, plan.Root, "", "", shared, new StateDescription(catalog.Context));
        text.Append('\n').Append(Changes(plan.Root)).Append('\n');
        text.Append("fingerprint ").Append(plan.Fingerprint).Append("\n\n");
        text.Append(Portability.Write(plan, catalog));
        text.Append("\nResult\n");
        foreach (var column in plan.Schema.Fields) text.Append(ReservedOrPlain(column.Name)).Append(' ').Append(column.Type).Append('\n');
        return text.ToString();
    }

    static void WriteNode(StringBuilder text, LogicalNode node, string first, string rest, SharedPlans shared, StateDescription state)
    {
        text.Append(first).Append(node.Name).Append("  ").Append(Readable(node)).Append('\n');
        var inner = rest + (node.Inputs.IsEmpty ? "   " : "│  ");
        text.Append(inner).Append("columns: ")
            .Append(string.Join(", ",
                node.Schema.Fields.Select((column, place) => $"{column.Name} {column.Type}{(node.Traits.IsTime(place) ? " *time*" : "")}")))
            .Append('\n');
        text.Append(inner).Append("emits: ").Append(Changes(node));
        if (state.Of(node) is { } kept) text.Append("; keeps: ").Append(kept);
        text.Append('\n');
        if (node is ScanNode scan) text.Append(inner).Append(SourceText(scan)).Append('\n');
        if (shared.With(node) is { } others) text.Append(inner).Append("shared with: ").Append(others).Append('\n');
        for (var i = 0; i < node.Inputs.Length; i++)
        {
            var last = i == node.Inputs.Length - 1;
            WriteNode(text, node.Inputs[i], rest + (last ? "└─ " : "├─ "), rest + (last ? "   " : "│  "), shared, state);
        }
    }

    static string Changes(LogicalNode node)
    {
        var key = node.Traits.UpsertKey is not { } columns
            ? ""
            : columns.IsEmpty
            ? ", one row"
            : $", key ({string.Join(", ", columns.Select(column => node.Schema[column].Name))})";
        return node.Traits.Changelog switch
        {
            ChangelogMode.InsertOnly => "inserts only",
            ChangelogMode.Upsert => "inserts, updates and deletes by key",
            _ => "inserts and retractions of whole rows",
        } + key;
    }

    static string SourceText(ScanNode scan)
    {
        var table = scan.Table;
        var read = $"decodes {scan.TableColumns.Length} of {table.Columns.Length} columns";
        if (table.WatermarkColumn < 0) return $"{read}; no watermark";
        var time = table.Columns[table.WatermarkColumn].Name;
        return $"{read}; watermark: {time} "
            + $"{(table.WatermarkDelayMs is { } delay ? $"- {WindowFunction.Duration(delay)}" : $"by {table.Watermark}")}";
    }

    // $3:amount is how plans tell columns apart; people know them by name.
    static string Readable(LogicalNode node)
    {
        var details = node is ProjectNode project ? ColumnsOf(project) : node.Details;
        var text = new StringBuilder(details.Length);
        for (var i = 0; i < details.Length; i++)
        {
            if (details[i] != '$' || i + 1 == details.Length || !char.IsAsciiDigit(details[i + 1]))
            {
                text.Append(details[i]);
                continue;
            }
            var end = i + 1;
            while (end < details.Length && char.IsAsciiDigit(details[end])) end++;
            if (end < details.Length && details[end] == ':')
            {
                i = end;
                continue;
            }
            var column = int.Parse(details.AsSpan(i + 1, end - i - 1), System.Globalization.CultureInfo.InvariantCulture);
            text.Append(node.Inputs is [var input] && column < input.Schema.Count ? input.Schema[column].Name : details[i..end]);
            i = end - 1;
        }
        return text.ToString();
    }

    static string ColumnsOf(ProjectNode project) => string.Join(", ", project.Expressions.Zip(project.Schema.Fields, (expression, output) =>
        expression is ColumnReference reference && reference.Name == output.Name
            ? expression.ToString()
            : $"{expression} AS {output.Name}"));

    static string ReservedOrPlain(string name) =>
        name.Length > 0 && name.All(character => character is '_' or '$' || char.IsAsciiLetterOrDigit(character))
            && !char.IsAsciiDigit(name[0]) ? name : $"`{name.Replace("`", "``")}`";
}
