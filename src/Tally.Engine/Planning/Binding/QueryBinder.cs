using System.Collections.Immutable;
using Tally.Engine.Expressions;
using Tally.Engine.Planning.Logical;
using Tally.Engine.Sql;
using Tally.Engine.Sql.Ast;

namespace Tally.Engine.Planning.Binding;

/// <summary>Turns queries into logical plans: names become columns, types are derived, what has no meaning is refused.</summary>
sealed class QueryBinder(SessionCatalog catalog, BindingContext context)
{
    public SessionCatalog Catalog { get; } = catalog;

    public BindingContext Context { get; } = context;

    /// <summary>Binds a query.</summary>
    /// <param name="outer">The names of the queries around it.</param>
    /// <param name="withs">The queries of WITH that it may name.</param>
    /// <param name="keepsNames">Whether columns of equal name keep it, so that CREATE VIEW can refuse them.</param>
    /// <param name="isShown">Whether the rows leave for a reader, who wants to see them in order.</param>
    public LogicalNode Bind(Query query, NameScope? outer, WithScope? withs, bool keepsNames = false, bool isShown = false)
    {
        foreach (var with in query.With) withs = new(with.Name.Name, Rename(Bind(with.Query, outer, withs), with.Columns), outer, withs);
        var limit = LimitOf(query);
        var (plan, sort, visible) = query.Body is SelectBody select
            ? new SelectBinder(this, outer, withs).Bind(select, query.OrderBy, keepsNames)
            : BindBodyOrder(BindBody(query.Body, outer, withs), query.OrderBy);
        var ordered = Order(plan, sort, limit, query, isShown);
        return visible == ordered.Schema.Count ? ordered : ProjectNode.Select(ordered, Enumerable.Range(0, visible));
    }

    /// <summary>Gives columns other names.</summary>
    public static LogicalNode Rename(LogicalNode plan, ImmutableArray<Identifier> names)
    {
        if (names.IsEmpty) return plan;
        if (names.Length != plan.Schema.Count)
            throw new SqlException(ErrorCode.ColumnCount, names[0].Span.To(names[^1].Span),
                $"{names.Length} names for {plan.Schema.Count} columns");
        return Rename(plan, names.Select(name => name.Name));
    }

    /// <summary>Gives columns other names.</summary>
    public static LogicalNode Rename(LogicalNode plan, IEnumerable<string> names) =>
        new ProjectNode(plan, [.. NodeColumns.All(plan)], names);

    LogicalNode BindBody(QueryBody body, NameScope? outer, WithScope? withs) => body switch
    {
        SelectBody select => new SelectBinder(this, outer, withs).Bind(select, []).Plan,
        NestedQuery nested => Bind(nested.Query, outer, withs),
        ValuesBody values => ValuesBinder.Bind(values, new(NameScope.Empty(outer), "VALUES", null), Context),
        SetOperation operation =>
            SetOperationBinder.Bind(operation, BindBody(operation.Left, outer, withs), BindBody(operation.Right, outer, withs), Context),
        _ => throw new SqlException(ErrorCode.Unsupported, body.Span, "this form of query"),
    };

    // ORDER BY over UNION, VALUES and the like sees the columns of the result only.
    (LogicalNode Plan, ImmutableArray<SortColumn> Sort, int Visible) BindBodyOrder(LogicalNode plan, ImmutableArray<OrderItem> order)
    {
        if (order.IsEmpty) return (plan, [], plan.Schema.Count);
        var names = new NameScope([new ScopeTable(null, plan.Schema.Fields, 0)], null);
        var binder = new ExpressionBinder(new InputScope(names, "ORDER BY", null), Context);
        var columns = new ColumnList(plan);
        var sort = order.Select(item => SortOf(item,
            columns.Add(Ordinal(item, plan.Schema.Count) is { } place ? NodeColumns.Of(plan, place) : binder.Bind(item.Expression))));
        var sorted = sort.ToImmutableArray();
        return (columns.ToNode(), sorted, plan.Schema.Count);
    }

    /// <summary>The output column that a number in ORDER BY means, or null when it is no number.</summary>
    public static int? Ordinal(OrderItem item, int count)
    {
        if (item.Expression is not NumberLiteral literal
            || !int.TryParse(literal.Text, System.Globalization.CultureInfo.InvariantCulture, out var place)) return null;
        return place >= 1 && place <= count
            ? place - 1
            : throw new SqlException(ErrorCode.UnknownColumn, item.Span, $"there is no column {place}: the query has {count}");
    }

    /// <summary>A column as ORDER BY uses it; NULL is the smallest value unless NULLS FIRST or LAST is written.</summary>
    public static SortColumn SortOf(OrderItem item, int column) => new(column, item.Descending, item.NullsFirst ?? !item.Descending);

    static (long First, long Last)? LimitOf(Query query)
    {
        if (query.Limit is null && query.Offset is null) return null;
        var offset = query.Offset is null ? 0 : CountOf(query.Offset, "OFFSET");
        return (offset + 1, query.Limit is null ? long.MaxValue : offset + CountOf(query.Limit, "LIMIT"));
    }

    static long CountOf(SqlExpression expression, string clause) =>
        expression is NumberLiteral literal && long.TryParse(literal.Text, System.Globalization.CultureInfo.InvariantCulture, out var count)
            ? count : throw new SqlException(ErrorCode.BadArgument, expression.Span, $"{clause} takes a whole number");

    LogicalNode Order(LogicalNode plan, ImmutableArray<SortColumn> sort, (long First, long Last)? limit, Query query, bool isShown)
    {
        if (limit is { } places)
            plan = new RankNode(plan, [], sort, places.First, places.Last, false, null) { Span = query.Limit?.Span ?? query.Offset!.Span };
        var sortsAtEnd = Context.Mode != RuntimeMode.Streaming;
        if (sort.IsEmpty || (limit is not null && !(isShown && sortsAtEnd))) return plan;
        var sorted = new SortNode(plan, sort) { Span = query.OrderBy[0].Span };
        // In the middle of a query an order by time is kept as it is: it lets the time attribute live.
        return sortsAtEnd && (isShown || !sorted.IsByTime) ? new SortNode(plan, sort, IsAtEnd: true) { Span = sorted.Span } : sorted;
    }
}

/// <summary>A query of WITH and the ones before it.</summary>
/// <param name="Outer">The names of the queries around that its plan may read.</param>
sealed record WithScope(string Name, LogicalNode Plan, NameScope? Outer, WithScope? Before)
{
    public static WithScope? Find(WithScope? scope, string name)
    {
        for (; scope is not null; scope = scope.Before)
            if (scope.Name == name) return scope;
        return null;
    }
}
