using System.Collections.Immutable;
using Tally.Engine.Expressions;
using Tally.Engine.Planning.Logical;
using Tally.Engine.Sql;
using Tally.Engine.Sql.Ast;

namespace Tally.Engine.Planning.Binding;

/// <summary>Binds ORDER BY behind a SELECT: places, names of output columns, or expressions, which become further columns.</summary>
/// <param name="expressions">The columns of SELECT; further ones are appended.</param>
sealed class OrderBinder(ExpressionBinder binder, SelectScope scope, ImmutableArray<SelectedItem> items, List<Expression> expressions,
    bool isDistinct)
{
    public ImmutableArray<SortColumn> Bind(ImmutableArray<OrderItem> order)
    {
        if (order.IsEmpty) return [];
        var visible = items.Length;
        var aliases = new Dictionary<string, Expression>();
        for (var i = 0; i < visible; i++) aliases.TryAdd(items[i].Name, expressions[i]);
        scope.ShowAliases(aliases);
        return [.. order.Select(item => QueryBinder.SortOf(item, QueryBinder.Ordinal(item, visible) ?? Place(item)))];
    }

    int Place(OrderItem item)
    {
        var expression = binder.Bind(item.Expression);
        var text = expression.ToString();
        var place = expressions.FindIndex(known => known.ToString() == text);
        if (place >= 0) return place;
        if (isDistinct)
            throw new SqlException(ErrorCode.NotGrouped, item.Span, "with SELECT DISTINCT, ORDER BY takes only columns that are selected");
        expressions.Add(expression);
        return expressions.Count - 1;
    }
}
