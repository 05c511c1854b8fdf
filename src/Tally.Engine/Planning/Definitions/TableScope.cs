using System.Collections.Immutable;
using Tally.Engine.Catalog;
using Tally.Engine.Expressions;
using Tally.Engine.Sql;
using Tally.Engine.Sql.Ast;

namespace Tally.Engine.Planning.Definitions;

/// <summary>What names mean in the expressions of CREATE TABLE: columns of the table itself.</summary>
/// <param name="columns">All columns; null for those that may not be named here.</param>
/// <param name="hidden">Why the columns that are null may not be named.</param>
sealed class TableScope(ImmutableArray<TableColumnDefinition?> columns, string hidden, ImmutableArray<TableColumn> written)
    : IExpressionScope
{
    public Expression? TryBind(SqlExpression node, ExpressionBinder binder) =>
        node is QueryExpression or InQueryExpression or ExistsExpression
            ? throw new SqlException(ErrorCode.Unsupported, node.Span, "a query inside CREATE TABLE is not supported",
                "make a view over the table")
            : null;

    public Expression BindName(NameExpression name)
    {
        var first = name.Parts[0];
        for (var i = 0; i < columns.Length; i++)
        {
            if (written[i].Name.Name != first.Name) continue;
            if (columns[i] is not { } column) throw new SqlException(ErrorCode.UnknownColumn, first.Span, hidden, "repeat its expression");
            var reference = new ColumnReference(i, column.Name, column.Type) { Span = first.Span };
            return FieldAccess.Path(reference, name.Parts.AsSpan()[1..]);
        }
        throw new SqlException(ErrorCode.UnknownColumn, first.Span, $"the table has no column named {ReservedWords.Quote(first.Name)}",
            NearNames.Hint(first.Name, written.Select(column => column.Name.Name)));
    }
}
