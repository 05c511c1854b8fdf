using Tally.Engine.Sql.Ast;

namespace Tally.Engine.Expressions;

/// <summary>What the names of an expression mean: the columns of a query's input, group keys, aggregates.</summary>
public interface IExpressionScope
{
    /// <summary>
    /// Asked first at every node of the syntax tree; null when the node has no special meaning here. So a planner replaces group keys,
    /// aggregate calls, sub-queries and OVER calls by column references.
    /// </summary>
    Expression? TryBind(SqlExpression node, ExpressionBinder binder);

    /// <summary>The column of a name or path; the fields of a ROW are reached with <see cref="FieldAccess.Path"/>.</summary>
    /// <exception cref="Sql.SqlException">No such column, or more than one.</exception>
    Expression BindName(NameExpression name);
}
