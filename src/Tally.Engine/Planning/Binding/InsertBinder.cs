using System.Collections.Immutable;
using Tally.Engine.Catalog;
using Tally.Engine.Expressions;
using Tally.Engine.Planning.Logical;
using Tally.Engine.Sql;
using Tally.Engine.Sql.Ast;

namespace Tally.Engine.Planning.Binding;

/// <summary>Fits the columns of a query to those of the table that INSERT writes.</summary>
static class InsertBinder
{
    public static LogicalNode Bind(InsertStatement insert, TableDefinition table, LogicalNode query, BindingContext context)
    {
        var written = table.Columns
            .Where(column => column.Kind == TableColumnKind.Physical || column is { Kind: TableColumnKind.Metadata, IsVirtual: false })
            .ToList();
        var targets = insert.Columns.IsEmpty ? written : insert.Columns.Select(name => Target(name, written, table)).ToList();
        if (targets.Count != query.Schema.Count)
            throw new SqlException(ErrorCode.ColumnCount, insert.Query.Span,
                $"the query has {query.Schema.Count} columns, {(insert.Columns.IsEmpty ? $"`{table.Name}`" : "the list")} has "
                    + $"{targets.Count}",
                $"expected {string.Join(", ", targets.Select(target => $"{target.Name} {target.Type}"))}");
        var values = written.Select(column => targets.IndexOf(column) is >= 0 and var place
            ? Value(query, place, column, insert, context)
            : Missing(column, insert)).ToImmutableArray();
        return new ProjectNode(query, values, written.Select(column => column.Name)) { Span = insert.Span };
    }

    static TableColumnDefinition Target(Identifier name, List<TableColumnDefinition> written, TableDefinition table) =>
        written.Find(column => column.Name == name.Name)
            ?? throw new SqlException(ErrorCode.UnknownColumn, name.Span, $"`{table.Name}` has no column `{name.Name}` that can be written",
            NearNames.Hint(name.Name, written.Select(column => column.Name)));

    static Expression Value(LogicalNode query, int place, TableColumnDefinition column, InsertStatement insert, BindingContext context)
    {
        var value = NodeColumns.Of(query, place);
        if (value.Type.SameAs(column.Type)) return value;
        if (!TypeRules.CanAssign(value.Type, column.Type))
            throw new SqlException(ErrorCode.TypeMismatch, insert.Query.Span,
                $"column {place + 1} of the query is {value.Type.WithNullable(true)}, `{column.Name}` is {column.Type.WithNullable(true)}",
                "write a CAST");
        return Casts.Create(value, column.Type, false, context.TimeZone);
    }

    static Literal Missing(TableColumnDefinition column, InsertStatement insert) =>
        column.Type.Nullable ? Literal.Null(column.Type.WithoutTimeAttribute())
        : throw new SqlException(ErrorCode.UnexpectedNull, insert.Span,
            $"`{column.Name}` is NOT NULL and the list of columns leaves it out");
}
