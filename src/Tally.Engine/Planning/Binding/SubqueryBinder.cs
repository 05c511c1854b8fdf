using System.Collections.Immutable;
using Tally.Engine.Columns;
using Tally.Engine.Expressions;
using Tally.Engine.Operators.Aggregation;
using Tally.Engine.Operators.Joins;
using Tally.Engine.Planning.Logical;
using Tally.Engine.Sql;
using Tally.Engine.Sql.Ast;

namespace Tally.Engine.Planning.Binding;

/// <summary>Turns sub-queries into joins: IN and EXISTS into semi and anti joins, a query as a value into a left join with at most one
/// row.</summary>
sealed class SubqueryBinder(QueryBinder queries, RelationBuilder box, NameScope names, WithScope? withs)
{
    /// <summary>Whether a condition of WHERE becomes a join.</summary>
    public static bool IsJoin(SqlExpression condition) => condition switch
    {
        InQueryExpression or ExistsExpression => true,
        UnaryExpression { Operator: "NOT", Operand: var operand } => IsJoin(operand),
        _ => false,
    };

    /// <summary>Joins the plan with the query of IN or EXISTS.</summary>
    public void Join(SqlExpression condition, ExpressionBinder binder, bool negated = false)
    {
        switch (condition)
        {
            case UnaryExpression not:
                Join(not.Operand, binder, !negated);
                break;
            case ExistsExpression exists:
                var (tested, _, correlated) = Decorrelation.Split(queries.Bind(exists.Query, names, withs), exists.Span, false);
                Join(tested, negated ? JoinKind.Anti : JoinKind.Semi, correlated, false, exists.Span);
                break;
            case InQueryExpression membership:
                JoinIn(membership, binder, negated != membership.Negated);
                break;
            default:
                throw new InvalidOperationException("the condition is no join");
        }
    }

    /// <summary>The value of a query: a column that a left join adds to the plan.</summary>
    public Expression Scalar(QueryExpression query)
    {
        var bound = queries.Bind(query.Query, names, withs);
        if (bound.Schema.Count != 1)
            throw new SqlException(ErrorCode.ColumnCount, query.Span,
                $"a query that is used as a value must have one column, this one has {bound.Schema.Count}");
        var (plan, keys) = Decorrelation.Scalar(bound, query.Span);
        if (keys.IsEmpty && plan.Traits.UpsertKey is not { Length: 0 }) plan = SingleValue(plan);
        var width = box.Node.Schema.Count;
        var conditions = keys.Select((key, place) =>
            Joins.Equal(key, ExpressionTree.Move(NodeColumns.Of(plan, place + 1), column => column + width), queries.Context, query.Span));
        box.Node = Joins.Create(box.Node, plan, JoinKind.Left, conditions, false, query.Span);
        return NodeColumns.Of(box.Node, width);
    }

    void JoinIn(InQueryExpression membership, ExpressionBinder binder, bool negated)
    {
        var operands = membership.Operand is RowExpression row ? row.Items : [membership.Operand];
        var lefts = operands.Select(binder.Bind).ToList();
        var (plan, values, correlated) = Decorrelation.Split(queries.Bind(membership.Query, names, withs), membership.Span, true);
        if (values.Length != lefts.Count)
            throw new SqlException(ErrorCode.ColumnCount, membership.Query.Span,
                $"IN compares {lefts.Count} value(s) with {values.Length} column(s)");
        var width = box.Node.Schema.Count;
        var equalities = lefts.Zip(values,
            (left, right) => Joins.Equal(left, ExpressionTree.Move(right, column => column + width), queries.Context, membership.Span))
            .ToList();
        var mayBeNull = lefts.Exists(left => left.Type.Nullable) || values.Any(value => value.Type.Nullable);
        Join(plan, negated ? JoinKind.Anti : JoinKind.Semi, [.. equalities, .. correlated], negated && mayBeNull, membership.Span);
    }

    // The conditions speak of the columns of the plan so far by outer references, and of those of the sub-query by their own index.
    void Join(LogicalNode right, JoinKind kind, ImmutableArray<Expression> conditions, bool isNullAware, TextSpan span)
    {
        var width = box.Node.Schema.Count;
        var turned = conditions.Select(condition => Decorrelation.HasOuter(condition) ? Decorrelation.Turn(condition, width) : condition);
        box.Node = Joins.Create(box.Node, right, kind, turned, isNullAware, span);
    }

    static AggregateNode SingleValue(LogicalNode plan)
    {
        var type = plan.Schema[0].Type;
        var call = AggregateRegistry.Bind("SINGLE_VALUE", [type], false, true, "", out _)! with { Arguments = [0] };
        return new(plan, [], [call], [plan.Schema[0].Name]);
    }
}
