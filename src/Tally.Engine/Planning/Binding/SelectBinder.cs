using System.Collections.Immutable;
using Tally.Engine.Columns;
using Tally.Engine.Expressions;
using Tally.Engine.Planning.Binding.Subqueries;
using Tally.Engine.Planning.Logical;
using Tally.Engine.Sql;
using Tally.Engine.Sql.Ast;

namespace Tally.Engine.Planning.Binding;

/// <summary>Binds one SELECT, clause by clause in the order in which they take effect.</summary>
sealed class SelectBinder(QueryBinder queries, NameScope? outer, WithScope? withs)
{
    readonly BindingErrors _errors = new();

    /// <summary>Binds a SELECT and the ORDER BY behind it.</summary>
    /// <returns>The plan, whose columns behind <c>Visible</c> serve ORDER BY only.</returns>
    public (LogicalNode Plan, ImmutableArray<SortColumn> Sort, int Visible) Bind(SelectBody select, ImmutableArray<OrderItem> order,
        bool keepsNames = false)
    {
        var from = select.From is null ? BoundFrom.Nothing : new FromBinder(queries, outer, withs).Bind(select.From);
        var (names, box) = (from.Names(outer), new RelationBuilder(from.Plan));
        var subqueries = new SubqueryBinder(queries, box, names, withs);
        BindWhere(select, names, box, subqueries);
        var items = SelectedItem.Of(select, names);
        var scope = new SelectScope(names, box);
        var above = new SubqueryBinder(queries, box, names, withs, scope.PlaceOf);
        scope.Subqueries = above.Value;
        var written = items.Select(item => item.Node).OfType<SqlExpression>().Concat(order.Select(item => item.Expression)).ToList();
        // What SELECT means depends on the groups: without them it would be found wrong for that alone.
        if (!_errors.Try(() =>
            new GroupBinder(queries.Context, names, box, scope, subqueries.Value).Bind(select, written))) _errors.ThrowIfAny();
        var binder = new ExpressionBinder(scope, queries.Context);
        if (select.Having is not null) BindHaving(select.Having, binder, box, above);
        if (!_errors.Try(() => new OverBinder(binder, box, scope).Bind(select, written))) _errors.ThrowIfAny();
        return Project(select, items, order, binder, box, scope, keepsNames);
    }

    /// <summary>Binds a condition, which must be BOOLEAN.</summary>
    public static Expression Condition(ExpressionBinder binder, SqlExpression node, string clause)
    {
        var condition = binder.Bind(node);
        return condition.Type.Kind switch
        {
            TypeKind.Boolean => condition,
            TypeKind.Null => binder.Cast(condition, SqlType.Boolean),
            _ => throw new SqlException(ErrorCode.TypeMismatch, node.Span, $"{clause} needs a condition, found {condition.Type}"),
        };
    }

    void BindWhere(SelectBody select, NameScope names, RelationBuilder box, SubqueryBinder subqueries)
    {
        var binder = new ExpressionBinder(new InputScope(names, "WHERE", subqueries.Value), queries.Context);
        Filter(select.Where, "WHERE", binder, box, subqueries);
    }

    void BindHaving(SqlExpression having, ExpressionBinder binder, RelationBuilder box, SubqueryBinder subqueries) =>
        Filter(having, "HAVING", binder, box, subqueries);

    // Conditions that test sub-queries become joins, over the rows that the others leave.
    void Filter(SqlExpression? condition, string clause, ExpressionBinder binder, RelationBuilder box, SubqueryBinder subqueries)
    {
        var tests = new List<SqlExpression>();
        var plain = new List<Expression>();
        foreach (var part in SyntaxTree.Conjuncts(condition))
        {
            if (SubqueryBinder.IsTest(part)) tests.Add(part);
            else if (_errors.Try(() => Condition(binder, part, clause)) is { } bound) plain.Add(bound);
        }
        box.Node = Conditions.Filter(box.Node, plain);
        foreach (var test in tests) _errors.Try(() => { subqueries.TryJoin(test, binder); });
    }

    (LogicalNode Plan, ImmutableArray<SortColumn> Sort, int Visible) Project(SelectBody select, ImmutableArray<SelectedItem> items,
        ImmutableArray<OrderItem> order,
        ExpressionBinder binder, RelationBuilder box, SelectScope scope, bool keepsNames)
    {
        var expressions = items.Select(item => _errors.Try(() =>
            item.Node is null ? scope.BindColumn(item) : Typed(binder.Bind(item.Node), item))).OfType<Expression>().ToList();
        _errors.ThrowIfAny();
        var visible = expressions.Count;
        var names = keepsNames ? [.. items.Select(item => item.Name)] : Names.MakeUnique(items.Select(item => item.Name));
        var sort = new OrderBinder(binder, scope, items, expressions, select.Distinct).Bind(order);
        names.AddRange(Enumerable.Range(visible, expressions.Count - visible).Select(place => $"$sort{place}"));
        var plan = new ProjectNode(box.Node, [.. expressions], names) { Span = select.Span };
        return (select.Distinct ? SetOperationBinder.Distinct(plan) : plan, sort, visible);
    }

    static Expression Typed(Expression expression, SelectedItem item) => expression.Type.Kind switch
    {
        TypeKind.Null => throw new SqlException(ErrorCode.TypeMismatch, item.Span, "NULL alone has no type", "write CAST(NULL AS …)"),
        TypeKind.Symbol => throw new SqlException(ErrorCode.UnexpectedToken, item.Span, $"{expression} is no value"),
        _ => expression,
    };
}
