using System.Numerics;
using Tally.Engine.Columns;
using Tally.Engine.Expressions.Arithmetic;
using Tally.Engine.Expressions.Kernels;

namespace Tally.Engine.Expressions.Casting;

/// <summary>Casts between numbers and BOOLEAN.</summary>
static class NumberCasts
{
    /// <summary>The cast, or null when the operand is no number, BOOLEAN or interval.</summary>
    public static Expression? Create(Expression operand, SqlType type, bool isTry) => type.Kind switch
    {
        TypeKind.Boolean => ToBoolean(operand, type),
        TypeKind.TinyInt => Cut(operand, type, 8),
        TypeKind.SmallInt => Cut(operand, type, 16),
        TypeKind.Int => ToInteger<int>(operand, type),
        TypeKind.BigInt => ToInteger<long>(operand, type),
        TypeKind.Float => ToFloating<float>(operand, type),
        TypeKind.Double => ToFloating<double>(operand, type),
        _ => ToDecimal(operand, type, isTry),
    };

    static Expression? ToBoolean(Expression operand, SqlType type) => operand.Type.Kind switch
    {
        TypeKind.TinyInt or TypeKind.SmallInt or TypeKind.Int => Map<int, bool, IsNotZero<int>>(operand, type, default),
        TypeKind.BigInt => Map<long, bool, IsNotZero<long>>(operand, type, default),
        TypeKind.Float => Map<float, bool, IsNotZero<float>>(operand, type, default),
        TypeKind.Double => Map<double, bool, IsNotZero<double>>(operand, type, default),
        TypeKind.Decimal => operand.Type.IsWide
            ? Map<Int128, bool, IsNotZero<Int128>>(operand, type, default) : Map<long, bool, IsNotZero<long>>(operand, type, default),
        _ => null,
    };

    static Expression? Cut(Expression operand, SqlType type, int bits)
    {
        if (operand.Type.Kind <= type.Kind && operand.Type.IsInteger) return new Reinterpret(operand, type);
        return ToInteger<int>(operand, SqlType.Int.WithNullable(type.Nullable)) is { } whole
            ? Map<int, int, CutInteger>(whole, type, new(bits)) : null;
    }

    static Expression? ToInteger<T>(Expression operand, SqlType type) where T : unmanaged, IBinaryInteger<T> => operand.Type.Kind switch
    {
        TypeKind.Boolean => Map<bool, T, BooleanNumber<T>>(operand, type, new(T.One)),
        TypeKind.TinyInt or TypeKind.SmallInt or TypeKind.Int or TypeKind.IntervalYearMonth =>
            typeof(T) == typeof(int) ? new Reinterpret(operand, type) : Map<int, T, ConvertNumber<int, T>>(operand, type, default),
        TypeKind.BigInt or TypeKind.IntervalDaySecond => typeof(T) == typeof(long)
            ? new Reinterpret(operand, type) : Map<long, T, ConvertNumber<long, T>>(operand, type, default),
        TypeKind.Float => Map<float, T, SaturateNumber<float, T>>(operand, type, default),
        TypeKind.Double => Map<double, T, SaturateNumber<double, T>>(operand, type, default),
        TypeKind.Decimal => operand.Type.IsWide
            ? Map<Int128, T, DecimalInteger<Int128, T>>(operand, type, new(PowersOfTen.Wide(operand.Type.Scale)))
            : Map<long, T, DecimalInteger<long, T>>(operand, type, new(PowersOfTen.Long(operand.Type.Scale))),
        _ => null,
    };

    static Expression? ToFloating<T>(Expression operand, SqlType type) where T : unmanaged, IFloatingPoint<T> => operand.Type.Kind switch
    {
        TypeKind.Boolean => Map<bool, T, BooleanNumber<T>>(operand, type, new(T.One)),
        TypeKind.TinyInt or TypeKind.SmallInt or TypeKind.Int => Map<int, T, ConvertNumber<int, T>>(operand, type, default),
        TypeKind.BigInt => Map<long, T, ConvertNumber<long, T>>(operand, type, default),
        TypeKind.Float => Map<float, T, ConvertNumber<float, T>>(operand, type, default),
        TypeKind.Double => Map<double, T, ConvertNumber<double, T>>(operand, type, default),
        TypeKind.Decimal when typeof(T) == typeof(double) =>
            Map<Int128, double, DecimalDouble>(Widen.Of(operand), type, new(operand.Type.Scale)),
        TypeKind.Decimal => Map<double, T, ConvertNumber<double, T>>(
            Map<Int128, double, DecimalDouble>(Widen.Of(operand), SqlType.Double.WithNullable(type.Nullable), new(operand.Type.Scale)),
            type,
                default),
        _ => null,
    };

    static Expression? ToDecimal(Expression operand, SqlType type, bool isTry) => operand.Type.Kind switch
    {
        TypeKind.Boolean =>
            Rescaled(Map<bool, long, BooleanNumber<long>>(operand, SqlType.BigInt.WithNullable(type.Nullable), new(1)),
                SqlType.Decimal(1, 0), type),
        TypeKind.TinyInt or TypeKind.SmallInt or TypeKind.Int =>
            Rescaled(Map<int, long, ConvertNumber<int, long>>(operand, SqlType.BigInt.WithNullable(type.Nullable), default),
                TypeRules.AsDecimal(operand.Type), type),
        TypeKind.BigInt or TypeKind.IntervalDaySecond => Rescaled(operand, SqlType.Decimal(19, 0), type),
        TypeKind.Decimal => Rescaled(operand, operand.Type, type),
        TypeKind.Float => FromFloating(Map<float, double, ConvertNumber<float, double>>(operand, SqlType.Double.WithNullable(type.Nullable),
            default), type, isTry),
        TypeKind.Double => FromFloating(operand, type, isTry),
        _ => null,
    };

    static Expression FromFloating(Expression operand, SqlType type, bool isTry) =>
        Widen.Narrow(new TryUnary<double, Int128, DoubleDecimal>((isTry ? "TRY " : "") + Name(type), Widen.Wide(type), operand,
            new(type.Precision, type.Scale, isTry)), type);

    /// <summary>From one scale to another; the operand counts as the given DECIMAL type.</summary>
    static Expression Rescaled(Expression operand, SqlType from, SqlType type)
    {
        var isWide = operand.Type.Kind == TypeKind.Decimal && operand.Type.IsWide;
        var up = type.Scale - from.Scale;
        var fits = up >= 0 && type.Precision - type.Scale >= from.Precision - from.Scale;
        if (fits && isWide == type.IsWide && up == 0) return new Reinterpret(operand, type);
        if (fits && !isWide && !type.IsWide) return Map<long, long, ScaleUp<long>>(operand, type, new(PowersOfTen.Long(up)));
        if (!isWide && !type.IsWide)
            return new TryUnary<long, long, RescaleLong>(Name(type), type, operand, new(from.Scale, type.Scale, type.Precision));
        var wide = isWide
            ? operand
            : Map<long, Int128, Widen>(operand, SqlType.Decimal(TypeRules.MaxPrecision, from.Scale).WithNullable(type.Nullable), default);
        if (fits) return Map<Int128, Int128, ScaleUp<Int128>>(wide, type, new(PowersOfTen.Wide(up)));
        return Widen.Narrow(new TryUnary<Int128, Int128, Rescale>(Name(type), Widen.Wide(type), wide,
            new(from.Scale, type.Scale, type.Precision)),
            type);
    }

    static Unary<TIn, TOut, TOp> Map<TIn, TOut, TOp>(Expression operand, SqlType type, TOp op) where TIn : unmanaged where TOut : unmanaged
        where TOp : struct, IUnaryOp<TIn, TOut> =>
        new(Name(type), type, operand, op);

    static string Name(SqlType type) => $"TO {type.WithNullable(true)}";
}
