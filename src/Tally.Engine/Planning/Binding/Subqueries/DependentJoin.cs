using System.Collections.Immutable;
using Tally.Engine.Columns;
using Tally.Engine.Expressions;
using Tally.Engine.Expressions.Logic;
using Tally.Engine.Operators.Joins;
using Tally.Engine.Planning.Logical;
using Tally.Engine.Sql;

namespace Tally.Engine.Planning.Binding.Subqueries;

// Sub-queries that read the query around them.
//
// A sub-query that reads columns of the query around it is joined with that query's plan by a dependent join, which no operator can run.
// After Neumann and Kemper (Unnesting Arbitrary Queries) it is pushed down through the sub-query: over the *domain*, the distinct values
// of the outer columns it reads, every node computes its rows for all values at once, grouped, ranked and joined by them, until nothing
// below reads an outer column; there the domain is a cross join, which the conditions above turn into an ordinary one. The result has
// the columns of the domain behind its own, and an ordinary join by them takes the place of the dependent one.
// Where conditions say that each outer column equals a value of the sub-query itself, those values stand for the domain.

/// <summary>Pushes a dependent join through a sub-query.</summary>
sealed class DependentJoin
{
    readonly ImmutableArray<int> _columns;
    readonly LogicalNode _domain;
    readonly NodePush _nodes;

    /// <param name="outer">The plan that the sub-query is joined with.</param>
    /// <param name="query">The sub-query, which reads columns of it.</param>
    public DependentJoin(LogicalNode outer, LogicalNode query)
    {
        _columns = [.. query.OuterColumns.Where(column => column.Level == 0).Select(column => column.Index).Order()];
        _domain = SetOperationBinder.Distinct(ProjectNode.Select(outer, _columns));
        _nodes = new(this);
    }

    /// <summary>The outer columns that make up the domain.</summary>
    public ImmutableArray<int> Columns => _columns;

    /// <summary>Their distinct values.</summary>
    public LogicalNode Domain => _domain;

    /// <summary>The rows of the tree for each row of the domain: its columns, then those of the domain.</summary>
    public LogicalNode Push(LogicalNode node)
    {
        if (!OuterReferences.IsDependent(node)) return Cross(node);
        var pushed = PushInto(node);
        return node.FlinkNote is { } note ? pushed with { FlinkNote = note } : pushed;
    }

    LogicalNode PushInto(LogicalNode node) =>
        node switch
        {
            ProjectNode project => Push(project),
            FilterNode filter => Push(filter),
            ValuesNode values => Push(values),
            UnionNode union => new UnionNode(new([.. union.Schema.Fields, .. _domain.Schema.Fields]), [.. union.Inputs.Select(Push)])
            {
                Span = union.Span,
            },
            SetOperationNode sets => new SetOperationNode(Push(sets.Left), Push(sets.Right), sets.Kind) { Span = sets.Span },
            SortNode sort => Push(sort.Input),
            JoinNode join => new JoinPush(this).Push(join),
            _ => _nodes.Push(node),
        };

    /// <summary>The expression over the columns of a pushed node, whose domain begins at a column.</summary>
    public Expression Resolve(Expression expression, int first) =>
        OuterReferences.Resolve(expression, outer =>
            new ColumnReference(first + _columns.IndexOf(outer.Index), outer.Name, outer.Type) { Span = outer.Span });

    /// <summary>The columns of the domain, which begin at a column of a node.</summary>
    public IEnumerable<int> At(int first) => Enumerable.Range(first, _columns.Length);

    /// <summary>Nothing below reads an outer column: every row goes with every row of the domain.</summary>
    public LogicalNode Cross(LogicalNode node) =>
        new JoinNode(node, _domain, JoinKind.Inner, [], [], [], null, false, null) { Span = node.Span };

    ProjectNode Push(ProjectNode project)
    {
        var (input, width) = (Push(project.Input), project.Input.Schema.Count);
        var expressions = project.Expressions.Select(expression => Resolve(expression, width))
            .Concat(At(width).Select(column => NodeColumns.Of(input, column)));
        return new(input, [.. expressions], Named(project.Schema)) { Span = project.Span };
    }

    LogicalNode Push(FilterNode filter)
    {
        var conditions = Conditions.Split(filter.Condition).ToList();
        if (!OuterReferences.IsDependent(filter.Input) && Equals(conditions) is { } equals) return Substitute(filter, conditions, equals);
        var width = filter.Input.Schema.Count;
        return Conditions.Filter(Push(filter.Input), conditions.Select(condition => Resolve(condition, width)));
    }

    // For each outer column a value of the sub-query that must equal it; null when one has none.
    ImmutableArray<Expression>? Equals(List<Expression> conditions)
    {
        var equals = new Expression?[_columns.Length];
        foreach (var condition in conditions)
        {
            if (Conditions.Equality(condition) is not { NullSafe: false } sides) continue;
            var (outer, inner) = sides.Left is CorrelatedReference ? (sides.Left, sides.Right) : (sides.Right, sides.Left);
            if (outer is not CorrelatedReference { Level: 0 } reference || OuterReferences.IsDependent(inner)
                || !inner.IsDeterministic) continue;
            if (!reference.Type.SameAs(inner.Type) || !ExpressionTree.Columns(inner).Any()) continue;
            equals[_columns.IndexOf(reference.Index)] ??= inner;
        }
        return Array.TrueForAll(equals, value => value is not null) ? [.. equals!] : null;
    }

    // What equals a NULL is no row: those of the sub-query leave, so that a join that takes NULL for equal finds none.
    ProjectNode Substitute(FilterNode filter, List<Expression> conditions, ImmutableArray<Expression> equals)
    {
        var known = equals.Where(value => value.Type.Nullable).Select(value => new IsTest(value, "NULL", true) { Span = filter.Span });
        var others = conditions.Select(condition => OuterReferences.Resolve(condition, outer => equals[_columns.IndexOf(outer.Index)]))
            .Where(condition => !IsSame(condition));
        var filtered = Conditions.Filter(filter.Input, [.. known, .. others]);
        return new(filtered, [.. NodeColumns.All(filtered), .. equals], Named(filter.Schema)) { Span = filter.Span };
    }

    static bool IsSame(Expression condition) => Conditions.Equality(condition) is { } sides
        && sides.Left.ToString() == sides.Right.ToString() && sides.Left.IsDeterministic;

    LogicalNode Push(ValuesNode values)
    {
        var rows =
            values.Rows.Select(row =>
            (LogicalNode)new ProjectNode(_domain, [.. row.Select(item => Resolve(item, 0)), .. NodeColumns.All(_domain)],
            Named(values.Schema)));
        ImmutableArray<LogicalNode> all = [.. rows];
        return all.Length == 1 ? all[0]
            : new UnionNode(new([.. values.Schema.Fields, .. _domain.Schema.Fields]), all) { Span = values.Span };
    }

    IEnumerable<string> Named(Schema schema) =>
        schema.Fields.Select(field => field.Name).Concat(_columns.Select((_, place) => $"$outer{place}"));

    /// <summary>The error for what cannot be computed for all outer rows at once.</summary>
    public static SqlException Unsupported(LogicalNode node) => new(ErrorCode.Unsupported, node.Span,
        $"{node.Name} inside a sub-query that reads the query around it", "join the tables first and compute it over the join");
}
