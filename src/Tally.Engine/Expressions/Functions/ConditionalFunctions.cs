using Tally.Engine.Columns;
using Tally.Engine.Expressions.Binding;
using Tally.Engine.Expressions.Comparison;
using Tally.Engine.Expressions.Logic;

namespace Tally.Engine.Expressions.Functions;

/// <summary>COALESCE, IFNULL, NULLIF, IF, GREATEST, LEAST.</summary>
static class ConditionalFunctions
{
    public static IEnumerable<FunctionDefinition> All =>
    [
        new("COALESCE", 1, int.MaxValue, "COALESCE(value, …)", "The first value that is not NULL.", "COALESCE(CAST(NULL AS INT), 7)",
            Coalesced),
        new("IFNULL", 2, 2, "IFNULL(value, other)", "The value, or the other when it is NULL.", "IFNULL(CAST(NULL AS INT), 7)", Coalesced),
        new("NULLIF", 2, 2, "NULLIF(value, other)", "NULL when both are equal, else the value.", "NULLIF(7, 0)", NullIf),
        new("IF", 3, 3, "IF(condition, then, otherwise)", "One of two values; a condition that is NULL takes the second.",
            "IF(2 > 1, 'more', 'less')", If),
        new("GREATEST", 1, int.MaxValue, "GREATEST(value, …)", "The greatest value; NULL when one of them is.", "GREATEST(3, 7, 5)", call =>
            Extreme(call, greatest: true)),
        new("LEAST", 1, int.MaxValue, "LEAST(value, …)", "The least value; NULL when one of them is.", "LEAST(3, 7, 5)", call =>
            Extreme(call, greatest: false)),
    ];

    static Expression Coalesced(FunctionCall call)
    {
        var type = Conditionals.CommonType(call.Name, call.Arguments, call.Span)
            .WithNullable(call.Arguments.All(argument => argument.Type.Nullable));
        return new Coalesce(type, Typed(call, call.Arguments, type));
    }

    static Expression[] Typed(FunctionCall call, IEnumerable<Expression> values, SqlType type) =>
        [.. values.Select(value => Conditionals.Typed(value, type, call.Binder))];

    static Expression NullIf(FunctionCall call)
    {
        var value = call.Arguments[0];
        if (value.Type.Kind == TypeKind.Null) throw call.Wrong(0, "a value with a type");
        var type = value.Type.WithoutTimeAttribute().WithNullable(true);
        return new CaseWhen(type, Comparisons.Create("=", value, call.Arguments[1], call.Span, call.Binder), Literal.Null(type), value);
    }

    static Expression If(FunctionCall call)
    {
        var type = call.Nullable(Conditionals.OfBranches("IF", call.Arguments[1..], call.Span));
        return new CaseWhen(type, [call.Boolean(0), .. Typed(call, call.Arguments[1..], type)]);
    }

    static Expression Extreme(FunctionCall call, bool greatest)
    {
        var type = call.Nullable(Conditionals.CommonType(call.Name, call.Arguments, call.Span));
        if (type.Kind is TypeKind.Array or TypeKind.Map or TypeKind.Multiset or TypeKind.Row)
            throw call.Wrong(0, "a value that has an order");
        return new GreatestLeast(type, greatest, Typed(call, call.Arguments, type)) { Span = call.Span };
    }
}
