using System.Collections.Immutable;
using Tally.Engine.Columns;
using Tally.Engine.Expressions;
using Tally.Engine.Planning.Logical;
using Tally.Engine.Sql;
using Tally.Engine.Sql.Ast;

namespace Tally.Engine.Planning.Binding;

/// <summary>Binds UNNEST, whose operand sees the tables before it.</summary>
static class UnnestBinder
{
    public static BoundFrom Bind(UnnestTable unnest, BoundFrom left, NameScope? outer, bool isLeft, BindingContext context)
    {
        var binder = new ExpressionBinder(new InputScope(left.Names(outer), "UNNEST", null), context);
        var operand = binder.Bind(unnest.Operand);
        var elements = ElementsOf(operand.Type, unnest);
        if (unnest.WithOrdinality) elements = elements.Add(new("ORDINALITY", SqlType.Int.WithNullable(false)));
        if (isLeft) elements = [.. elements.Select(field => field with { Type = field.Type.WithNullable(true) })];
        var columns = new ColumnList(left.Plan);
        var column = columns.Add(operand);
        var input = columns.ToNode();
        var table = BoundFrom.TableOf(elements, 0, unnest, null);
        var plan = new UnnestNode(input, column, [.. table.Columns], isLeft, unnest.WithOrdinality) { Span = unnest.Span };
        return new BoundFrom(plan, BoundFrom.Beside(left, [table], input.Schema.Count)).CheckAliases(unnest);
    }

    static ImmutableArray<Field> ElementsOf(SqlType type, UnnestTable unnest) => type switch
    {
        { Kind: TypeKind.Array or TypeKind.Multiset, Element: { Kind: TypeKind.Row } row } => row.Fields,
        { Kind: TypeKind.Array or TypeKind.Multiset, Element: { } element } => [new("EXPR$0", element)],
        { Kind: TypeKind.Map, Key: { } key, Element: { } value } => [new("KEY", key), new("VALUE", value)],
        _ => throw new SqlException(ErrorCode.BadArgument, unnest.Operand.Span, $"UNNEST takes an ARRAY, MAP or MULTISET, not {type}"),
    };
}
