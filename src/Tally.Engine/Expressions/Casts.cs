using Tally.Engine.Columns;
using Tally.Engine.Expressions.Casting;
using Tally.Engine.Sql;

namespace Tally.Engine.Expressions;

/// <summary>Conversions between types, with Flink's outcomes.</summary>
static class Casts
{
    /// <summary>The value under another type, as CAST or TRY_CAST; the result may be NULL where the operand may, and always under
    /// TRY_CAST.</summary>
    /// <param name="type">The target; its own nullability is left out.</param>
    /// <param name="timeZone">The session time zone, for conversions between wall clocks and instants.</param>
    /// <exception cref="SqlException">There is no such cast.</exception>
    public static Expression Create(Expression expression, SqlType type, bool isTry, TimeZoneInfo timeZone)
    {
        var target = type.WithoutTimeAttribute().WithNullable(expression.Type.Nullable || isTry);
        if (expression.Type.Kind == TypeKind.Null) return Literal.Null(target);
        var from = expression.Type.WithoutTimeAttribute();
        if (from.SameAs(target) && IsPlain(from))
            return from.Nullable == target.Nullable ? expression : new Reinterpret(expression, target) { Span = expression.Span };
        var cast = Find(expression, target, isTry, timeZone) ?? throw Refused(expression, type);
        if (cast.Span.Text is null) cast.Span = expression.Span;
        return ConstantFolder.Fold(cast);
    }

    /// <summary>Whether nullability is all that types of the same name can differ in.</summary>
    static bool IsPlain(SqlType type) => type.Kind is not (TypeKind.Array or TypeKind.Map or TypeKind.Multiset or TypeKind.Row);

    static Expression? Find(Expression operand, SqlType type, bool isTry, TimeZoneInfo zone)
    {
        var from = operand.Type;
        if (type.IsText) return ToText(operand, type, zone);
        if (type.Kind is TypeKind.Bitmap or TypeKind.Variant || from.Kind is TypeKind.Bitmap or TypeKind.Variant)
            return from.Kind == type.Kind ? new Reinterpret(operand, type) : null;
        if (from.IsText) return TextCasts.FromText(operand, type, isTry, zone);
        if (type.IsBinary) return from.IsBinary ? Lengths.Binary(operand, type) : null;
        if (type.IsNumeric || type.Kind == TypeKind.Boolean)
            return from.Kind == TypeKind.Boolean && type.Kind == TypeKind.Boolean
                ? new Reinterpret(operand, type) : NumberCasts.Create(operand, type, isTry);
        if (IsTime(type)) return IsTime(from) ? TimeCasts.Create(operand, type, zone) : null;
        if (type.IsInterval) return from.Kind == type.Kind ? new Reinterpret(operand, type) : null;
        return NestedCast.Create(operand, type, (inner, outer) => Create(new ColumnReference(0, "part", inner), outer, isTry, zone));
    }

    static Expression? ToText(Expression operand, SqlType type, TimeZoneInfo zone) => operand.Type switch
    {
        { IsText: true } or { IsBinary: true } => Lengths.Text(operand, type),
        { Kind: TypeKind.Symbol or TypeKind.Variant } => null,
        _ => CastText.Cast(operand, type, zone),
    };

    static bool IsTime(SqlType type) => type.IsTimestamp || type.Kind is TypeKind.Date or TypeKind.Time;

    static SqlException Refused(Expression expression, SqlType type)
    {
        var hint = (expression.Type, type) switch
        {
            ({ IsNumeric: true }, { IsTimestamp: true }) =>
                "use TO_TIMESTAMP_LTZ(number, 3) for milliseconds, or TO_TIMESTAMP(FROM_UNIXTIME(seconds))",
            ({ IsTimestamp: true }, { IsNumeric: true }) => "use UNIX_TIMESTAMP(text), or EXTRACT(EPOCH FROM time)",
            _ => null,
        };
        return new(ErrorCode.BadCast, expression.Span,
            $"there is no CAST from {expression.Type.WithNullable(true)} to {type.WithNullable(true)}",
            hint);
    }
}
