using System.Collections.Immutable;
using Tally.Engine.Columns;
using Tally.Engine.Expressions.Binding;
using Tally.Engine.Expressions.Kernels;
using Tally.Engine.Sql;
using Tally.Engine.Sql.Ast;

namespace Tally.Engine.Expressions.Collections;

/// <summary>ARRAY[…], MAP[…] and ROW(…).</summary>
static class Constructors
{
    public static Expression Array(ImmutableArray<SqlExpression> items, TextSpan span, ExpressionBinder binder)
    {
        if (items.Length == 0)
            throw new SqlException(ErrorCode.BadArgumentCount, span, "ARRAY[] has no elements, so no type", "write at least one element");
        var elements = items.Select(binder.Bind).ToArray();
        var type = Conditionals.OfBranches("ARRAY", elements, span);
        return new CollectionFunction("ARRAY", SqlType.Array(type).WithNullable(false), Typed(elements, type, binder), () =>
            static (columns, row, result) =>
        {
            foreach (var column in columns) ((ArrayColumn)result).Elements.Append(column, row);
            return true;
        }, takesNulls: true);
    }

    public static Expression Map(ImmutableArray<SqlExpression> items, TextSpan span, ExpressionBinder binder)
    {
        if (items.Length == 0 || items.Length % 2 != 0)
            throw new SqlException(ErrorCode.BadArgumentCount, span, $"MAP[…] takes pairs of key and value, found {items.Length}");
        var parts = items.Select(binder.Bind).ToArray();
        var keys = parts.Where((_, i) => i % 2 == 0).ToArray();
        var values = parts.Where((_, i) => i % 2 == 1).ToArray();
        var (key, value) = (Conditionals.CommonType("MAP keys", keys, span), Conditionals.CommonType("MAP values", values, span));
        Expression[] operands = [.. Typed(keys, key, binder), .. Typed(values, value, binder)];
        return new CollectionFunction("MAP", SqlType.Map(key, value).WithNullable(false), operands, () => static (columns, row, result) =>
        {
            var map = (MapColumn)result;
            var start = map.Offsets[map.Count];
            for (var i = 0; i < columns.Length / 2; i++) MapEntries.Put(map, start, columns[i], row, columns[i + columns.Length / 2], row);
            return true;
        }, takesNulls: true);
    }

    static Expression[] Typed(IEnumerable<Expression> values, SqlType type, ExpressionBinder binder) =>
        [.. values.Select(value => Conditionals.Typed(value, type, binder))];

    public static Expression Row(ImmutableArray<SqlExpression> items, TextSpan span, ExpressionBinder binder)
    {
        var fields = items.Select(binder.Bind).ToArray();
        if (fields.FirstOrDefault(field => field.Type.Kind == TypeKind.Null) is { } untyped)
            throw new SqlException(ErrorCode.TypeMismatch, untyped.Span.Text is null ? span : untyped.Span, "NULL has no type here",
                "write CAST(NULL AS …)");
        var type =
            SqlType.Row([.. fields.Select((field, i) => new Field($"EXPR${i}", field.Type.WithoutTimeAttribute()))]).WithNullable(false);
        return new RowConstructor(type, fields);
    }
}

/// <summary>ROW(…): its fields are the operands' own columns.</summary>
sealed class RowConstructor(SqlType type, Expression[] fields) : Expression(type, fields)
{
    public override bool CannotFail => Children.All(child => child.CannotFail);

    public override Column Evaluate(Batch batch) =>
        new RowColumn([.. Children.Select(field => field.Evaluate(batch))]) { Count = batch.Count };

    public override Expression WithChildren(Expression[] children) => new RowConstructor(Type, children) { Span = Span };

    public override string ToString() => $"ROW({string.Join(", ", Children)})";
}

/// <summary>Entries of the row of a map column that is being made.</summary>
static class MapEntries
{
    /// <summary>Adds an entry, or replaces the value of an equal key since the start of the row.</summary>
    public static void Put(MapColumn map, int start, Column keys, int key, Column values, int value)
    {
        for (var i = start; i < map.Keys.Count; i++)
        {
            if (!ValueOrder.Equal(map.Keys, i, keys, key)) continue;
            Replace(map, i, values, value);
            return;
        }
        map.Keys.Append(keys, key);
        map.Values.Append(values, value);
    }

    static void Replace(MapColumn map, int at, Column values, int value)
    {
        var copy = map.Values.NewEmpty();
        for (var i = 0; i < map.Values.Count; i++) copy.Append(i == at ? values : map.Values, i == at ? value : i);
        map.Values = copy;
    }
}
