using System.Collections.Immutable;
using Tally.Engine.Catalog;
using Tally.Engine.Columns;
using Tally.Engine.Expressions;
using Tally.Engine.Operators.Aggregation;
using Tally.Engine.Operators.Windows.Kinds;
using Tally.Engine.Operators.Windows;
using Tally.Engine.Planning.Logical;
using Tally.Engine.Sql.Ast;
using Tally.Engine.Sql;

namespace Tally.Engine.Planning.Binding;

/// <summary>Binds GROUP BY and the aggregates of SELECT, HAVING and ORDER BY: a projection, perhaps grouping sets or a window, and an
/// aggregation.</summary>
sealed class GroupBinder(BindingContext context, NameScope names, RelationBuilder box, SelectScope scope, Func<SqlExpression,
    ExpressionBinder, Expression> subqueries)
{
    readonly List<(SqlExpression Node, string Text)> _keys = [];
    readonly List<int> _keyColumns = [];
    ImmutableArray<SelectItem> _items = [];

    /// <summary>Puts the aggregation on the plan, when there is one.</summary>
    /// <param name="written">The expressions of SELECT and ORDER BY.</param>
    public void Bind(SelectBody select, IReadOnlyList<SqlExpression> written)
    {
        var all = select.Having is null ? written : [.. written, select.Having];
        var calls = all.SelectMany(node => SyntaxTree.Descendants(node, SelectScope.IsAggregate)).Where(SelectScope.IsAggregate)
            .Cast<CallExpression>()
            .DistinctBy(scope.Text.Of).ToList();
        if (select.GroupBy is null && select.Having is null && calls.Count == 0) return;
        scope.IsGrouped = true;
        _items = select.Items;
        var columns = new ColumnList(box.Node, keepsInput: false);
        var sets = BindKeys(select.GroupBy, columns, out var window);
        var mayBeEmpty = sets.Any(set => set.IsEmpty) && window is null;
        var bound = calls.Select(call => BindCall(call, columns, mayBeEmpty)).ToImmutableArray();
        var time = window is null ? -1 : columns.Add(TimeOf(window));
        box.Node = columns.ToNode(box.Node);
        if (window is not null) Aggregate(AddWindow(window, time), calls, bound, 0);
        else if (sets.Length > 1 || select.GroupBy?.Elements.Any(element => element.Kind != "") == true) AggregateSets(sets, calls, bound);
        else Aggregate([], calls, bound, 0);
    }

    // Every element of GROUP BY gives one or several sets; the grouping sets are all their combinations.
    ImmutableArray<ImmutableArray<int>> BindKeys(GroupByClause? group, ColumnList columns, out CallExpression? window)
    {
        window = null;
        IEnumerable<ImmutableArray<int>> sets = [[]];
        foreach (var element in group?.Elements ?? [])
        {
            var members = new List<ImmutableArray<int>>();
            foreach (var set in element.Sets)
            {
                var keys = ImmutableArray.CreateBuilder<int>();
                foreach (var node in set)
                {
                    if (node is CallExpression call && CallPlacement.IsGroupWindow(call))
                        window =
                            window is null ? call : throw new SqlException(ErrorCode.BadWindow, call.Span, "GROUP BY takes one window");
                    else keys.Add(Key(node, columns));
                }
                members.Add(keys.ToImmutable());
            }
            sets = GroupingSets.Combine(sets, GroupingSets.Of(element.Kind, members)).ToList();
        }
        return [.. sets];
    }

    int Key(SqlExpression node, ColumnList columns)
    {
        var text = scope.Text.Of(node);
        var known = _keys.FindIndex(key => key.Text == text);
        if (known >= 0) return known;
        scope.IsGroupedByNumber |= node is NumberLiteral;
        var key = BindKey(node);
        var column = columns.Add(key);
        _keys.Add((node, text));
        _keyColumns.Add(column);
        return _keys.Count - 1;
    }

    // The name of an output column is not known in GROUP BY: its expression is what is grouped by.
    Expression BindKey(SqlExpression node)
    {
        try
        {
            return new ExpressionBinder(new InputScope(names, "GROUP BY", null), context).Bind(node);
        }
        catch (SqlException e) when (e.Errors is [{ Code: ErrorCode.UnknownColumn } error] && node is NameExpression { Parts: [var name] }
            && _items.FirstOrDefault(item => item.Alias?.Name == name.Name) is { } meant)
        {
            throw new SqlException(error.Code, error.Span, error.Message,
                $"GROUP BY takes the expression, not its name: GROUP BY {meant.Expression.Span}");
        }
    }

    AggregateCall BindCall(CallExpression call, ColumnList columns, bool mayBeEmpty)
    {
        var name = call.Name.ToUpperInvariant();
        if (call.WithinGroup) throw new SqlException(ErrorCode.Unsupported, call.Span, $"{name} takes no WITHIN GROUP");
        if (!call.OrderBy.IsEmpty) throw new SqlException(ErrorCode.Unsupported, call.Span, $"ORDER BY inside {name}",
            "values come in the order of arrival");
        var binder = new ExpressionBinder(new InputScope(names, $"the aggregate {name}", subqueries), context);
        var arguments = CallPlacement.IsCountOfRows(call) ? [] : call.Arguments.Select(binder.Bind).ToArray();
        var filter = call.Filter is null ? -1 : columns.Add(SelectBinder.Condition(binder, call.Filter, "FILTER"));
        var bound = AggregateRegistry.Bind(name, [.. arguments.Select(argument => argument.Type)], call.Distinct, mayBeEmpty || filter >= 0,
            string.Join(' ', call.Clauses.Select(clause => clause.Text)), out var error)
            ?? throw new SqlException(ErrorCode.BadArgument, call.Span, error ?? $"{name} cannot take these arguments");
        // COUNT of what is never NULL counts rows, and needs no column.
        if (name == "COUNT" && !call.Distinct && arguments is [{ Type.Nullable: false }])
            return bound with { Filter = filter, ArgumentTypes = [] };
        return bound with { Arguments = [.. arguments.Select(columns.Add)], Filter = filter, Span = call.Span };
    }

    // Keys, then further keys (the bounds of a window), then aggregates.
    void Aggregate(ImmutableArray<int> more, List<CallExpression> calls, ImmutableArray<AggregateCall> bound, int shift)
    {
        var keys = _keyColumns.Select(column => column + shift).Concat(more).ToImmutableArray();
        box.Node = new AggregateNode(box.Node, keys, bound,
            [.. Names.MakeUnique(bound.Select(call => AggregateNode.NameOf(call, box.Node.Schema)))]) { Span = calls.Count > 0
                ? calls[0].Span
                : _keys.Count > 0
                ? _keys[0].Node.Span
                : box.Node.Span };
        for (var i = 0; i < _keys.Count; i++) scope.Replace(_keys[i].Node, _keys[i].Text, i);
        for (var i = 0; i < calls.Count; i++) scope.Replace(calls[i], scope.Text.Of(calls[i]), keys.Length + i);
    }

    void AggregateSets(ImmutableArray<ImmutableArray<int>> sets, List<CallExpression> calls, ImmutableArray<AggregateCall> bound)
    {
        box.Node = new ExpandNode(box.Node, [.. _keyColumns], sets);
        var shift = _keys.Count + 1;
        var moved = bound.Select(call => call with { Arguments = [.. call.Arguments.Select(column => column + shift)],
            Filter = call.Filter < 0 ? -1 : call.Filter + shift });
        for (var i = 0; i < _keyColumns.Count; i++) _keyColumns[i] = i;
        Aggregate([_keys.Count], calls, [.. moved], 0);
        var numbers = new GroupingSets(sets, [.. _keys.Select(key => key.Text)]);
        scope.Grouping = call => numbers.Number(call, scope.Text, NodeColumns.Of(box.Node, _keys.Count));
    }

    Expression TimeOf(CallExpression window)
    {
        var time = window.Arguments.IsEmpty
            ? null
            : new ExpressionBinder(new InputScope(names, window.Name, null), context).Bind(window.Arguments[0]);
        return time is ColumnReference { Type.IsTimestamp: true } ? time
            : throw new SqlException(ErrorCode.BadWindow, window.Span,
                $"{window.Name.ToUpperInvariant()} takes the time attribute as its first argument");
    }

    // The older spelling: the window stands in GROUP BY, and TUMBLE_START and its like give its bounds.
    ImmutableArray<int> AddWindow(CallExpression window, int time)
    {
        var kind = WindowKind.Find(window.Name)!;
        var name = kind.Name;
        if (window.Arguments.Length != kind.Required.Length - 1)
            throw new SqlException(ErrorCode.BadArgumentCount, window.Span,
                kind.SlideName is null ? $"{name} takes the time and an interval" : $"{name} takes the time, the slide and the size");
        var intervals = window.Arguments.Skip(1).Select(argument => WindowFunctionBinder.Interval(argument, name, context)).ToArray();
        if (intervals.Any(interval => interval <= 0))
            throw new SqlException(ErrorCode.BadWindow, window.Span, $"the intervals of {name} must be positive");
        var zone = box.Node.Schema[time].Type.Kind == TypeKind.TimestampLtz ? context.TimeZone : null;
        var function = new WindowFunction(kind, intervals[^1], intervals[0], 0, zone) { LatenessMs = AllowedLateness.Of(context) };
        var node = new WindowNode(box.Node, function, time, kind.IsSliced ? [] : [.. _keyColumns], OfGroupBy: true) { Span = window.Span };
        box.Node = node;
        var first = node.FirstWindowColumn;
        string[] bounds = ["START", "END", "ROWTIME"];
        for (var i = 0; i < bounds.Length; i++)
        {
            var call = window with { Name = $"{name}_{bounds[i]}" };
            scope.Replace(call, scope.Text.Of(call), _keys.Count + i);
        }
        return [first, first + 1, first + 2];
    }
}
