using Tally.Engine.Expressions;
using Tally.Engine.Operators.Aggregation;
using Tally.Engine.Planning.Binding.Subqueries;
using Tally.Engine.Sql;
using Tally.Engine.Sql.Ast;

namespace Tally.Engine.Planning.Binding;

/// <summary>What names mean in a clause over FROM: its columns. Aggregates and OVER have no place there.</summary>
/// <param name="clause">The clause, for errors: WHERE, GROUP BY, an aggregate.</param>
/// <param name="queries">The value of a sub-query, or of a test of one; null where none may stand.</param>
sealed class InputScope(NameScope names, string clause, Func<SqlExpression, ExpressionBinder, Expression>? queries) : IExpressionScope
{
    public Expression? TryBind(SqlExpression node, ExpressionBinder binder)
    {
        switch (node)
        {
            case CallExpression { Over: not null } call:
                throw new SqlException(ErrorCode.MisplacedAggregate, call.Span,
                    $"{call.Name.ToUpperInvariant()} … OVER cannot stand in {clause}", "compute it in a query in FROM and use its column");
            case CallExpression call when AggregateRegistry.IsAggregate(call.Name):
                throw new SqlException(ErrorCode.MisplacedAggregate, call.Span,
                    $"the aggregate {call.Name.ToUpperInvariant()} cannot stand in {clause}",
                    clause == "WHERE" ? "write the condition behind HAVING" : null);
            case CallExpression call:
                CallPlacement.Check(call);
                return null;
            case var test when SubqueryBinder.IsSubquery(test):
                return queries is not null ? queries(test, binder)
                    : throw new SqlException(ErrorCode.Unsupported, test.Span, $"a query cannot stand in {clause}");
            default:
                return null;
        }
    }

    public Expression BindName(NameExpression name) => Bind(names, name);

    /// <summary>The column of a name, and the fields of a ROW behind it.</summary>
    public static Expression Bind(NameScope names, NameExpression name)
    {
        var found = names.Require(name);
        Expression column = found.Level == 0
            ? new ColumnReference(found.Index, found.Field.Name, found.Field.Type)
            : new CorrelatedReference(found.Index, found.Field.Name, found.Field.Type, found.Level);
        column.Span = name.Span;
        return FieldAccess.Path(column, name.Parts.AsSpan()[found.UsedParts..]);
    }
}
