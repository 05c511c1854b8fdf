using System.Collections.Immutable;
using Tally.Engine.Catalog;
using Tally.Engine.Expressions;
using Tally.Engine.Planning.Logical;

namespace Tally.Engine.Planning;

/// <summary>The bound plans of a catalog's views.</summary>
/// <remarks>A view is bound once, until a setting, the mode or a DROP may change what it means.</remarks>
sealed class BoundViews
{
    readonly Dictionary<string, LogicalNode> _plans = [];
    readonly HashSet<string> _read = [];
    (RuntimeMode Mode, ImmutableDictionary<string, string>? Settings) _boundUnder;

    /// <summary>The plan of a view as it is bound under a context; null when it must be bound.</summary>
    public LogicalNode? Find(ViewDefinition view, BindingContext context)
    {
        ForgetOthers(context);
        return _plans.GetValueOrDefault(view.Name);
    }

    /// <summary>Keeps the plan of a view as it is bound under a context.</summary>
    public void Add(ViewDefinition view, BindingContext context, LogicalNode plan)
    {
        ForgetOthers(context);
        _plans[view.Name] = plan;
    }

    /// <summary>Notes that a query reads the view.</summary>
    public void MarkRead(ViewDefinition view) => _read.Add(view.Name);

    /// <summary>Whether a query that reads the view was bound.</summary>
    public bool IsRead(ViewDefinition view) => _read.Contains(view.Name);

    /// <summary>Drops all plans.</summary>
    public void Forget() => _plans.Clear();

    void ForgetOthers(BindingContext context)
    {
        if (_boundUnder != (context.Mode, context.Settings)) Forget();
        _boundUnder = (context.Mode, context.Settings);
    }
}
