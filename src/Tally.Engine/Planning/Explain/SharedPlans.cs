using Tally.Engine.Catalog;
using Tally.Engine.Planning.Logical;
using Tally.Engine.Planning.Rules;
using Tally.Engine.Sql;

namespace Tally.Engine.Planning.Explain;

/// <summary>Finds which other views of the catalog compute the same stateful nodes, so that one operator serves them all.</summary>
sealed class SharedPlans
{
    readonly Dictionary<string, SortedSet<string>> _views = [];

    /// <summary>Compares a plan with the plans of all views.</summary>
    public static SharedPlans Find(QueryPlan plan, SessionCatalog catalog)
    {
        var shared = new SharedPlans();
        var own = new HashSet<string>();
        Visit(plan.Root, node => own.Add(KeyOf(node)));
        foreach (var view in catalog.Views)
        {
            if (PlanOf(view, catalog) is { } root) Visit(root, node => shared.Add(node, view.Name, own));
        }
        return shared;
    }

    /// <summary>The views that compute the node as well, or null when there is none.</summary>
    public string? With(LogicalNode node) => _views.TryGetValue(KeyOf(node), out var names) ? string.Join(", ", names) : null;

    // A view that a stream cannot compute by itself runs nowhere by itself, and shares nothing.
    static LogicalNode? PlanOf(ViewDefinition view, SessionCatalog catalog)
    {
        try
        {
            return Optimizer.Optimize(catalog.PlanOf(view));
        }
        catch (SqlException)
        {
            return null;
        }
    }

    void Add(LogicalNode node, string view, HashSet<string> own)
    {
        var key = KeyOf(node);
        if (node is ProjectNode or FilterNode || !own.Contains(key)) return;
        if (!_views.TryGetValue(key, out var names)) _views[key] = names = [];
        names.Add(view);
    }

    // A table is read once for all; aggregations of the same groups are one, whatever each computes of them.
    static string KeyOf(LogicalNode node) =>
        node is ScanNode scan ? $"Scan {scan.Table.Name}" : AggregateForm.Of(node)?.Signature ?? node.Text;

    static void Visit(LogicalNode node, Action<LogicalNode> action)
    {
        action(node);
        foreach (var input in node.Inputs) Visit(input, action);
    }
}
