using System.Collections.Immutable;
using Tally.Engine.Expressions;
using Tally.Engine.Planning.Logical;

namespace Tally.Engine.Planning.Binding;

/// <summary>Collects the expressions that something above needs as columns; equal expressions become one column.</summary>
/// <param name="keepsInput">Whether all columns of the input stay, in front.</param>
sealed class ColumnList(LogicalNode input, bool keepsInput = true)
{
    readonly List<Expression> _expressions = keepsInput ? [.. NodeColumns.All(input)] : [];
    readonly Dictionary<string, int> _places = [];

    public int Count => _expressions.Count;

    /// <summary>The column that will hold the expression.</summary>
    public int Add(Expression expression)
    {
        if (keepsInput && expression is ColumnReference { Index: var index } && index < input.Schema.Count) return index;
        var text = expression.ToString();
        if (_places.TryGetValue(text, out var place)) return place;
        _places[text] = _expressions.Count;
        _expressions.Add(expression);
        return _expressions.Count - 1;
    }

    /// <summary>The input, with a projection on top when it has not all columns as they are needed.</summary>
    /// <param name="grown">The input with further columns on its right, which sub-queries gave it meanwhile.</param>
    public LogicalNode ToNode(LogicalNode? grown = null)
    {
        var below = grown ?? input;
        if (keepsInput && ReferenceEquals(below, input) && _expressions.Count == input.Schema.Count) return input;
        return new ProjectNode(below, [.. _expressions], Names.MakeUnique(_expressions.Select(NameOf)));
    }

    static string NameOf(Expression expression, int place) => expression is ColumnReference reference ? reference.Name : $"$f{place}";
}
