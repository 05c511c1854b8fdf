using Tally.Engine.Columns;

namespace Tally.Engine.Operators.Aggregation;

/// <summary>The result types of the aggregates, as Flink derives them.</summary>
static class AggregateTypes
{
    const int JsonLength = 2000;

    public static AggregateBinding Count(AggregateSignature call) =>
        call.Arguments.Count > 1 ? Expected(call, "* or one argument") : SqlType.BigInt.WithNullable(false);

    public static AggregateBinding Sum(AggregateSignature call)
    {
        if (call.Arguments is not [{ IsNumeric: true } type]) return Expected(call, "one number");
        return call.Nullable(type.Kind == TypeKind.Decimal ? SqlType.Decimal(38, type.Scale) : type);
    }

    public static AggregateBinding Average(AggregateSignature call)
    {
        if (call.Arguments is not [{ IsNumeric: true } type]) return Expected(call, "one number");
        return call.Nullable(type.Kind == TypeKind.Decimal ? SqlType.Decimal(38, Math.Max(6, type.Scale)) : type);
    }

    public static AggregateBinding Deviation(AggregateSignature call) => Average(call) switch
    {
        { Type: { } type } => type.WithNullable(true),
        var refused => refused,
    };

    public static AggregateBinding Extreme(AggregateSignature call)
    {
        if (call.Arguments is not [var type]) return Expected(call, "one argument");
        return type.Kind is TypeKind.Array or TypeKind.Map or TypeKind.Multiset or TypeKind.Row or TypeKind.Binary or TypeKind.VarBinary
            or TypeKind.Bitmap or TypeKind.Variant
            ? Expected(call, "a type that has an order") : call.Nullable(type);
    }

    public static AggregateBinding Value(AggregateSignature call) =>
        call.Arguments is [var type] ? call.Nullable(type) : Expected(call, "one argument");

    public static AggregateBinding List(AggregateSignature call) =>
        call.Arguments is [{ IsText: true }] or [{ IsText: true }, { IsText: true }]
            ? call.Nullable(SqlType.String)
            : Expected(call, "text and perhaps a separator");

    public static AggregateBinding Collect(AggregateSignature call) =>
        call.Arguments is [var type] ? SqlType.Multiset(type.WithoutTimeAttribute()).WithNullable(false) : Expected(call, "one argument");

    public static AggregateBinding Array(AggregateSignature call) =>
        call.Arguments is [var type] ? call.Nullable(SqlType.Array(type.WithoutTimeAttribute())) : Expected(call, "one argument");

    public static AggregateBinding Percentile(AggregateSignature call) => call.Arguments switch
    {
        [{ IsNumeric: true }, { IsNumeric: true }] or [{ IsNumeric: true }, { IsNumeric: true }, { IsInteger: true }] => SqlType.Double,
        [{ IsNumeric: true }, { Kind: TypeKind.Array, Element.IsNumeric: true }]
            or [{ IsNumeric: true }, { Kind: TypeKind.Array, Element.IsNumeric: true }, { IsInteger: true }]
            => SqlType.Array(SqlType.Double),
        _ => Expected(call, "a number, a share from 0 to 1 (or an array of them) and perhaps a whole number of copies"),
    };

    public static AggregateBinding JsonObject(AggregateSignature call) =>
        call.Arguments is [{ IsText: true }, _] ? SqlType.VarChar(JsonLength).WithNullable(false) : Expected(call, "KEY text VALUE value");

    public static AggregateBinding JsonArray(AggregateSignature call) =>
        call.Arguments.Count == 1 ? SqlType.VarChar(JsonLength).WithNullable(false) : Expected(call, "one argument");

    public static AggregateBinding BitmapOfNumbers(AggregateSignature call) =>
        call.Arguments is [{ Kind: TypeKind.TinyInt or TypeKind.SmallInt or TypeKind.Int }]
            ? BitmapOrCount(call)
            : Expected(call, "one INT");

    public static AggregateBinding BitmapOfBitmaps(AggregateSignature call) =>
        call.Arguments is [{ Kind: TypeKind.Bitmap }] ? BitmapOrCount(call) : Expected(call, "one BITMAP");

    static SqlType BitmapOrCount(AggregateSignature call) =>
        call.Nullable(call.Name.EndsWith("CARDINALITY_AGG", StringComparison.Ordinal) ? SqlType.BigInt : SqlType.Bitmap);

    static string Expected(AggregateSignature call, string expected) =>
        $"{call.Name} takes {expected}, not ({string.Join(", ", call.Arguments)})";
}
