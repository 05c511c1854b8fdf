using System.Collections.Immutable;
using Tally.Engine.Expressions;
using Tally.Engine.Expressions.Logic;
using Tally.Engine.Operators.Aggregation;
using Tally.Engine.Operators.Joins;
using Tally.Engine.Planning.Logical;
using Tally.Engine.Sql;

namespace Tally.Engine.Planning.Binding.Subqueries;

/// <summary>Joins a plan with sub-queries, which may read its columns.</summary>
sealed class SubqueryJoins(RelationBuilder box)
{
    /// <summary>Keeps the rows for which the query has a row that meets the conditions, or for which it has none.</summary>
    /// <param name="conditions">Over the plan's columns and the values of the query, which lie behind them.</param>
    public void Filter(LogicalNode query, JoinKind kind, Func<IReadOnlyList<Expression>, IEnumerable<Expression>> conditions, TextSpan span)
    {
        var width = box.Node.Schema.Count;
        var (values, below, correlated) = Peel(query);
        if (!OuterReferences.IsDependent(below))
        {
            var moved = values.Select(value => OuterReferences.OverJoin(value, width)).ToList();
            box.Node =
                Joins.Create(box.Node, below, kind,
                [.. conditions(moved), .. correlated.Select(condition => OuterReferences.OverJoin(condition, width))], false, span);
            return;
        }
        var dependent = new DependentJoin(box.Node, query);
        var plan = dependent.Push(query);
        var columns = NodeColumns.All(plan).Take(query.Schema.Count).Select(column => ExpressionTree.Move(column, index => index + width))
            .ToList();
        box.Node = Joins.Create(box.Node, plan, kind, conditions(columns), false, span, Pairs(dependent, query.Schema.Count));
    }

    /// <summary>NOT IN over a query that reads nothing of the plan and may have NULLs.</summary>
    public void NotIn(LogicalNode query, Func<IReadOnlyList<Expression>, Expression> condition, TextSpan span)
    {
        var width = box.Node.Schema.Count;
        var values = NodeColumns.All(query).Select(column => ExpressionTree.Move(column, index => index + width)).ToList();
        box.Node = Joins.Create(box.Node, query, JoinKind.Anti, [condition(values)], true, span);
    }

    /// <summary>Whether the query has a row.</summary>
    public Expression Exists(LogicalNode query, TextSpan span)
    {
        var (plan, dependent) = Unnest(query);
        var first = query.Schema.Count;
        var found =
            SetOperationBinder.Distinct(new ProjectNode(plan, [.. Domain(plan, dependent, first), Literal.Of(true)],
            [.. Names(dependent), "$exists"]));
        return new IsTest(Attach(found, dependent, 0, span, found.Schema.Count - 1), "NULL", true) { Span = span };
    }

    /// <summary>The only value of the query; several are an error when they come.</summary>
    public Expression Single(LogicalNode query, TextSpan span)
    {
        var (plan, dependent) = Unnest(query);
        if (IsSingle(plan, dependent, 1)) return Attach(plan, dependent, 1, span, 0);
        var single = AggregateRegistry.Bind("SINGLE_VALUE", [plan.Schema[0].Type], false, true, "", out _)!;
        var call = single with { Arguments = [0], Span = span };
        var grouped = new AggregateNode(plan, dependent is null ? [] : [.. dependent.At(1)], [call], [plan.Schema[0].Name]) { Span = span };
        return Attach(grouped, dependent, 0, span, grouped.Schema.Count - 1);
    }

    /// <summary>The values of a query that aggregates all its rows: one row, also where there are none. Null for other queries.</summary>
    public ImmutableArray<Expression>? OfEmptyOrGroup(LogicalNode query, TextSpan span)
    {
        var (values, below) = Projections(query);
        if (below is not AggregateNode { Keys.IsEmpty: true } aggregate) return null;
        var dependent = OuterReferences.IsDependent(aggregate) ? new DependentJoin(box.Node, aggregate) : null;
        LogicalNode groups = dependent is null ? aggregate : new NodePush(dependent).Grouped(aggregate);
        var first = box.Node.Schema.Count + (dependent?.Columns.Length ?? 0);
        Attach(groups, dependent, 0, span, 0);
        return values.Select(value => ExpressionTree.Map(value, Replace)).ToImmutableArray();

        Expression? Replace(Expression node) => node switch
        {
            ColumnReference call => NodePush.OrEmpty(aggregate.Calls[call.Index], NodeColumns.Of(box.Node, first + call.Index)),
            CorrelatedReference { Level: 0 } outer => NodeColumns.Of(box.Node, outer.Index),
            _ => null,
        };
    }

    /// <summary>An expression over the plan as a sub-query reads it: what is no column becomes one.</summary>
    public Expression AsOuter(Expression value)
    {
        if (value is Literal) return value;
        if (value is not ColumnReference)
        {
            box.Node =
                new ProjectNode(box.Node, [.. NodeColumns.All(box.Node), value],
                [.. box.Node.Schema.Fields.Select(field => field.Name), "$left"]);
            value = NodeColumns.Of(box.Node, box.Node.Schema.Count - 1);
        }
        var column = (ColumnReference)value;
        return new CorrelatedReference(column.Index, column.Name, column.Type, 0) { Span = column.Span };
    }

    /// <summary>The rows of a query for the values of the plan that it reads; null where it reads none.</summary>
    public (LogicalNode Plan, DependentJoin? Dependent) Unnest(LogicalNode query)
    {
        if (!OuterReferences.IsDependent(query)) return (query, null);
        var dependent = new DependentJoin(box.Node, query);
        return (dependent.Push(query), dependent);
    }

    // A left join by the domain, whose columns begin at a column of the plan; gives the joined column.
    ColumnReference Attach(LogicalNode plan, DependentJoin? dependent, int domain, TextSpan span, int column)
    {
        var width = box.Node.Schema.Count;
        box.Node = Joins.Create(box.Node, plan, JoinKind.Left, [], false, span, Pairs(dependent, domain));
        return NodeColumns.Of(box.Node, width + column);
    }

    static bool IsSingle(LogicalNode plan, DependentJoin? dependent, int domain) =>
        plan.Traits.UpsertKey is { } key && key.All(column => dependent is not null && dependent.At(domain).Contains(column));

    /// <summary>The columns of the plan, and the columns of the domain that must equal them.</summary>
    public static IEnumerable<(int Left, int Right)> Pairs(DependentJoin? dependent, int domain) =>
        dependent is null ? [] : dependent.Columns.Zip(dependent.At(domain));

    static IEnumerable<Expression> Domain(LogicalNode plan, DependentJoin? dependent, int first) =>
        dependent is null ? [] : dependent.At(first).Select(column => NodeColumns.Of(plan, column));

    static IEnumerable<string> Names(DependentJoin? dependent) => dependent is null ? []
        : dependent.Columns.Select((_, place) => $"$outer{place}");

    static (ImmutableArray<Expression> Values, LogicalNode Below) Projections(LogicalNode node)
    {
        ImmutableArray<Expression> values = [.. NodeColumns.All(node)];
        for (; node is ProjectNode project; node = project.Input) values =
            [.. values.Select(value => ExpressionTree.Substitute(value, project.Expressions))];
        return (values, node);
    }

    // Under the SELECT list lie the conditions of WHERE, which the join itself can test.
    static (ImmutableArray<Expression> Values, LogicalNode Below, List<Expression> Correlated) Peel(LogicalNode query)
    {
        var (values, node) = Projections(query);
        var (correlated, plain) = (new List<Expression>(), new List<Expression>());
        for (; node is FilterNode filter; node = filter.Input)
            foreach (var condition in Conditions.Split(filter.Condition)) (OuterReferences.IsDependent(condition) ? correlated : plain)
                .Add(condition);
        return (values, Conditions.Filter(node, plain), correlated);
    }
}
