using System.Collections.Immutable;
using Tally.Engine.Columns;
using Tally.Engine.Expressions;
using Tally.Engine.Planning.Logical;
using Tally.Engine.Sql;
using Tally.Engine.Sql.Ast;

namespace Tally.Engine.Planning.Binding;

/// <summary>Binds VALUES: rows of equal length whose columns meet in one type each.</summary>
static class ValuesBinder
{
    public static LogicalNode Bind(ValuesBody values, InputScope scope, BindingContext context)
    {
        var binder = new ExpressionBinder(scope, context);
        var rows = values.Rows.Select(row => row.Items.Select(item => Named(binder, item)).ToArray()).ToArray();
        var width = rows[0].Length;
        for (var i = 1; i < rows.Length; i++)
            if (rows[i].Length != width)
                throw new SqlException(ErrorCode.ColumnCount, values.Rows[i].Span,
                    $"this row has {rows[i].Length} values, the first one has {width}");
        var types = Enumerable.Range(0, width).Select(column => CommonType(rows, column, values)).ToArray();
        var cast = rows.Select(row =>
            row.Select((value, column) => value.Type.SameAs(types[column]) ? value : binder.Cast(value, types[column])).ToImmutableArray());
        return new ValuesNode(new Schema(types.Select((type, column) => new Field($"EXPR${column}", type))),
            [.. cast]) { Span = values.Span };
    }

    static Expression Named(ExpressionBinder binder, SqlExpression item)
    {
        var value = binder.Bind(item);
        if (!ExpressionTree.IsConstant(value) && ExpressionTree.Columns(value).Any())
            throw new SqlException(ErrorCode.Unsupported, item.Span, "VALUES with columns of another table");
        return value;
    }

    static SqlType CommonType(Expression[][] rows, int column, ValuesBody values)
    {
        var types = rows.Select(row => row[column].Type).ToArray();
        var common = TypeRules.Common(types) ?? throw new SqlException(ErrorCode.TypeMismatch, values.Span,
            $"the values of column {column + 1} have no common type: "
                + $"{string.Join(", ", types.Select(type => type.WithNullable(true)).Distinct())}", "write a CAST");
        return common.Kind == TypeKind.Null
            ? throw new SqlException(ErrorCode.TypeMismatch, values.Span, "NULL alone has no type", "write CAST(NULL AS …)")
            : common;
    }
}
