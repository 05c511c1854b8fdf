using Tally.Engine.Expressions;
using Tally.Engine.Operators.Aggregation;
using Tally.Engine.Planning.Binding.Subqueries;
using Tally.Engine.Planning.Logical;
using Tally.Engine.Sql;
using Tally.Engine.Sql.Ast;

namespace Tally.Engine.Planning.Binding;

/// <summary>What expressions of SELECT, HAVING and ORDER BY mean: group keys, aggregates and OVER calls stand for columns that are
/// computed below.</summary>
sealed class SelectScope(NameScope names, RelationBuilder box) : IExpressionScope
{
    readonly Dictionary<string, Func<Expression>> _replaced = [];
    readonly HashSet<Type> _kinds = [];
    Dictionary<string, Expression>? _aliases;

    /// <summary>Writes expressions so that equal ones have equal texts.</summary>
    public SyntaxText Text { get; } = new(name => names.Find(name) is { } found
        ? $"{found.Level}${found.Index}{string.Concat(name.Parts.Skip(found.UsedParts).Select(part => $".{part.Name}"))}"
        : null);

    /// <summary>The value of a sub-query, or of a test of one.</summary>
    public Func<SqlExpression, ExpressionBinder, Expression> Subqueries { get; set; } = (node, _) =>
        throw new InvalidOperationException($"no sub-queries in {node}");

    /// <summary>Whether there is a GROUP BY or an aggregate, so that only grouped columns may be used.</summary>
    public bool IsGrouped { get; set; }

    /// <summary>GROUPING and GROUPING_ID under GROUPING SETS; null without.</summary>
    public Func<CallExpression, Expression>? Grouping { get; set; }

    /// <summary>Lets expressions of this form and text stand for a column of the plan.</summary>
    public void Replace(SqlExpression node, string text, int column)
    {
        _kinds.Add(node.GetType());
        _replaced.TryAdd(text, () => NodeColumns.Of(box.Node, column));
    }

    /// <summary>Lets names of output columns be used, as ORDER BY may.</summary>
    public void ShowAliases(Dictionary<string, Expression> aliases) => _aliases = aliases;

    /// <summary>The column that a group key became, or null; <paramref name="column"/> is one of the input.</summary>
    public Expression BindColumn(SelectedItem item)
    {
        if (!IsGrouped) return NodeColumns.Of(box.Node, item.Column);
        return _replaced.TryGetValue($"0${item.Column}", out var key) ? key() : throw NotGrouped(item.Name, item.Span);
    }

    /// <summary>The column of the plan that a sub-query means by a name: one of the input, or the group key that it became.</summary>
    public int PlaceOf(CorrelatedReference name)
    {
        if (!IsGrouped) return name.Index;
        return _replaced.TryGetValue($"0${name.Index}", out var key) ? ((ColumnReference)key()).Index
            : throw NotGrouped(name.Name, name.Span);
    }

    /// <summary>Whether GROUP BY has a number, which other dialects take for the place of a column.</summary>
    public bool IsGroupedByNumber { get; set; }

    public Expression? TryBind(SqlExpression node, ExpressionBinder binder)
    {
        if (node is NameExpression { Parts: [var only] } && _aliases?.GetValueOrDefault(only.Name) is { } alias) return alias;
        if (_kinds.Contains(node.GetType()) && _replaced.TryGetValue(Text.Of(node), out var replaced))
        {
            var column = replaced();
            column.Span = node.Span;
            return column;
        }
        switch (node)
        {
            case CallExpression { Name: var name } call when Grouping is not null && name.ToUpperInvariant() is "GROUPING" or "GROUPING_ID":
                return Grouping!(call);
            case CallExpression { Over: not null } call:
                throw new SqlException(ErrorCode.MisplacedAggregate, call.Span, $"{call.Name.ToUpperInvariant()} … OVER cannot stand here",
                    "compute it in a query in FROM and use its column");
            case CallExpression call:
                CallPlacement.Check(call);
                return null;
            default:
                return SubqueryBinder.IsSubquery(node) ? Subqueries(node, binder) : null;
        }
    }

    public Expression BindName(NameExpression name)
    {
        if (!IsGrouped || names.Require(name).Level > 0) return InputScope.Bind(names, name);
        for (var length = name.Parts.Length - 1; length > 0; length--)
        {
            var shorter = name with { Parts = name.Parts[..length] };
            if (names.Find(shorter) is not null && _replaced.TryGetValue(Text.Of(shorter), out var row))
                return FieldAccess.Path(row(), name.Parts.AsSpan()[length..]);
        }
        throw NotGrouped(string.Join('.', name.Parts.Select(part => part.Name)), name.Span);
    }

    SqlException NotGrouped(string name, TextSpan span) =>
        new(ErrorCode.NotGrouped, span, $"`{name}` is neither grouped nor inside an aggregate",
            IsGroupedByNumber
                ? "a number in GROUP BY is a number and no column's place: write the expression"
                : $"add it to GROUP BY, or write an aggregate such as MAX({name})");

    /// <summary>Whether a call is an aggregate that GROUP BY computes.</summary>
    public static bool IsAggregate(SqlExpression node) =>
        node is CallExpression { Over: null } call && AggregateRegistry.IsAggregate(call.Name);
}
