using System.Collections.Immutable;
using Tally.Engine.Columns;
using Tally.Engine.Expressions;
using Tally.Engine.Expressions.Casting;
using Tally.Engine.Expressions.Logic;
using Tally.Engine.Operators.Joins;
using Tally.Engine.Planning.Logical;
using Tally.Engine.Sql;
using Tally.Engine.Sql.Ast;

namespace Tally.Engine.Planning.Binding.Subqueries;

/// <summary>Turns sub-queries into joins: conditions of WHERE and HAVING into semi and anti joins, values into left joins with at most one
/// row.</summary>
/// <param name="box">The plan that is joined with the sub-queries; values appear as columns on its right.</param>
/// <param name="names">The names that sub-queries see.</param>
/// <param name="place">The column of the plan that such a name means.</param>
sealed class SubqueryBinder(QueryBinder queries, RelationBuilder box, NameScope names, WithScope? withs, Func<CorrelatedReference,
    int> place)
{
    const string OfNone = "IN (query) and ALL (query) as values or under OR: "
        + "Flink 2.3.0 gives no row at all while the sub-query is empty; Tally gives FALSE and TRUE";

    readonly SubqueryJoins _joins = new(box);

    /// <summary>A binder over the columns as the names have them.</summary>
    public SubqueryBinder(QueryBinder queries, RelationBuilder box, NameScope names, WithScope? withs)
        : this(queries, box, names, withs, name => name.Index) { }

    /// <summary>Whether the expression is a query as a value, or a test of one.</summary>
    public static bool IsSubquery(SqlExpression node) => node is QueryExpression or ExistsExpression || Membership.Of(node) is not null;

    /// <summary>Whether a condition tests a query, so that a join can stand for it.</summary>
    public static bool IsTest(SqlExpression condition) => condition switch
    {
        UnaryExpression { Operator: "NOT" } not => IsTest(not.Operand),
        ExistsExpression => true,
        _ => Membership.Of(condition) is not null,
    };

    /// <summary>Joins the plan with the query of a condition that is a test of one; false for other conditions.</summary>
    public bool TryJoin(SqlExpression condition, ExpressionBinder binder, bool negated = false)
    {
        switch (condition)
        {
            case UnaryExpression { Operator: "NOT" } not:
                return TryJoin(not.Operand, binder, !negated);
            case ExistsExpression exists:
                _joins.Filter(Bind(exists.Query), negated ? JoinKind.Anti : JoinKind.Semi, _ => [], exists.Span);
                return true;
            default:
                if (Membership.Of(condition) is not { } test) return false;
                Join(test with { IsNegated = test.IsNegated != negated }, binder);
                return true;
        }
    }

    /// <summary>The value of a query, or the outcome of a test of one.</summary>
    public Expression Value(SqlExpression node, ExpressionBinder binder) => node switch
    {
        QueryExpression query => Scalar(query),
        ExistsExpression exists => _joins.Exists(Bind(exists.Query), exists.Span),
        _ => Test(Membership.Of(node)!, binder),
    };

    Expression Scalar(QueryExpression query)
    {
        var bound = Bind(query.Query);
        if (bound.Schema.Count != 1) throw new SqlException(ErrorCode.ColumnCount, query.Span,
            $"a query that is used as a value must have one column, this one has {bound.Schema.Count}");
        var value = _joins.OfEmptyOrGroup(bound, query.Span) is [var only] ? only : _joins.Single(bound, query.Span);
        return value.Type.Nullable ? value : new Reinterpret(value, value.Type.WithNullable(true)) { Span = query.Span };
    }

    // NOT IN keeps a row for which no row of the query fits or could fit.
    void Join(Membership test, ExpressionBinder binder)
    {
        var (lefts, query) = Sides(test, binder);
        var mayBeNull = lefts.Exists(value => value.Type.Nullable) || query.Schema.Fields.Any(field => field.Type.Nullable);
        if (test is { IsNegated: true, Operator: "=" } && mayBeNull && query.OuterColumns.IsEmpty && lefts is [var left] && IsOwn(left))
        {
            _joins.NotIn(query, values => test.Compare(lefts, values, binder), test.Span);
            return;
        }
        _joins.Filter(query, test.IsNegated ? JoinKind.Anti : JoinKind.Semi, Conditions, test.Span);

        IEnumerable<Expression> Conditions(IReadOnlyList<Expression> values)
        {
            if (test.IsNegated && mayBeNull) return [new IsTest(test.Compare(lefts, values, binder), "FALSE", true) { Span = test.Span }];
            return lefts.Select((value, i) => test.Compare([value], [values[i]], binder));
        }
    }

    // What a join can take for its key.
    static bool IsOwn(Expression left) => ExpressionTree.Columns(left).Any()
        && !ExpressionTree.Descendants(left).OfType<CorrelatedReference>().Any();

    // TRUE where a row fits; unknown where one might, were its NULL known; else FALSE.
    Expression Test(Membership test, ExpressionBinder binder)
    {
        var (lefts, query) = Sides(test, binder);
        var (outer, values) = (lefts.ConvertAll(_joins.AsOuter), NodeColumns.All(query).ToList());
        var fits = _joins.Exists(new FilterNode(query, test.Compare(outer, values, binder)), test.Span);
        if (test.IsNegated || test.Operator == "=") box.Node = box.Node with { FlinkNote = OfNone };
        List<Expression> cases = [fits, Literal.Of(true)];
        foreach (var unknown in Unknown(test, query, outer, values, binder)) cases.AddRange([unknown, Literal.Null(SqlType.Boolean)]);
        var outcome = new CaseWhen(SqlType.Boolean.WithNullable(cases.Count > 2), [.. cases, Literal.Of(false)]) { Span = test.Span };
        return test.IsNegated ? Not.Of(outcome) : outcome;
    }

    IEnumerable<Expression> Unknown(Membership test, LogicalNode query, List<Expression> outer, List<Expression> values,
        ExpressionBinder binder)
    {
        if (outer is not [var left] || values is not [var value])
        {
            if (!outer.Concat(values).Any(part => part.Type.Nullable)) yield break;
            yield return _joins.Exists(new FilterNode(query, new IsTest(test.Compare(outer, values, binder), "UNKNOWN", false)), test.Span);
            yield break;
        }
        if (value.Type.Nullable) yield return _joins.Exists(new FilterNode(query, new IsTest(value, "NULL", false)), test.Span);
        if (!left.Type.Nullable) yield break;
        var isNull = new IsTest(OuterReferences.OverJoin(left, 0), "NULL", false);
        yield return new Expressions.Logic.Logical(true, isNull, _joins.Exists(query, test.Span));
    }

    (List<Expression> Lefts, LogicalNode Query) Sides(Membership test, ExpressionBinder binder)
    {
        var lefts = test.Operands.Select(binder.Bind).ToList();
        var query = Bind(test.Query);
        if (query.Schema.Count != lefts.Count)
            throw new SqlException(ErrorCode.ColumnCount, test.Query.Span,
                $"IN compares {lefts.Count} value(s) with {query.Schema.Count} column(s)");
        return lefts.Count == 1 || test.Operator == "=" ? (lefts, query)
            : throw new SqlException(ErrorCode.Unsupported, test.Span, $"{test.Operator} between rows", "compare the columns one by one");
    }

    LogicalNode Bind(Query query) => OuterReferences.Enter(queries.Bind(query, names, withs), place);
}
