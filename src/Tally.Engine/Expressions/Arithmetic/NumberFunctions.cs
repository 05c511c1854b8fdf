using Tally.Engine.Columns;
using Tally.Engine.Expressions.Functions;
using Tally.Engine.Expressions.Kernels;
using Tally.Engine.Expressions.Time;

namespace Tally.Engine.Expressions.Arithmetic;

/// <summary>ABS, SIGN, MOD, ROUND, TRUNCATE, FLOOR, CEIL: functions that keep the kind of their number.</summary>
static class NumberFunctions
{
    public static IEnumerable<FunctionDefinition> All =>
    [
        new("ABS", 1, 1, "ABS(number)", "The number without its sign.", "ABS(-7)", Abs),
        new("SIGN", 1, 1, "SIGN(number)", "-1, 0 or 1.", "SIGN(-7)", Sign),
        new("MOD", 2, 2, "MOD(number, divisor)", "The remainder, with the sign of the number.", "MOD(-7, 3)", call =>
            Arithmetics.Create("%", call.Number(0), call.Number(1), call.Span, call.Binder)),
        new("ROUND", 1, 2, "ROUND(number [, digits])", "The number rounded half away from zero.", "ROUND(2.345, 2)", call =>
            Rounded(call, RoundingKind.Round)),
        new("TRUNCATE", 1, 2, "TRUNCATE(number [, digits])", "The number cut towards zero.", "TRUNCATE(2.345, 2)", call =>
            Rounded(call, RoundingKind.Truncate)),
        new("FLOOR", 1, 2, "FLOOR(number) or FLOOR(time TO unit)", "The number or time rounded down.",
            "FLOOR(TIMESTAMP '2024-02-29 10:20:30' TO HOUR)", call => Whole(call, RoundingKind.Floor)),
        new("CEIL", 1, 2, "CEIL(number) or CEIL(time TO unit)", "The number or time rounded up.", "CEIL(2.1)", call =>
            Whole(call, RoundingKind.Ceil)),
        new("CEILING", 1, 2, "CEILING(number) or CEILING(time TO unit)", "The same as CEIL.", "CEILING(2.1)",
            call => Whole(call, RoundingKind.Ceil)),
    ];

    static Expression Abs(FunctionCall call)
    {
        var (operand, type) = (call.Number(0), call.Nullable(call.Number(0).Type));
        return type.Kind switch
        {
            TypeKind.TinyInt or TypeKind.SmallInt =>
                call.Binder.Cast(Int(call.Binder.Cast(operand, SqlType.Int), SqlType.Int.WithNullable(type.Nullable)), type),
            TypeKind.Int => Int(operand, type),
            TypeKind.BigInt => new Unary<long, long, Absolute<long>>("ABS", type, operand, default),
            TypeKind.Float => new Unary<float, float, Absolute<float>>("ABS", type, operand, default),
            TypeKind.Double => new Unary<double, double, Absolute<double>>("ABS", type, operand, default),
            _ => type.IsWide
                ? new Unary<Int128, Int128, Absolute<Int128>>("ABS", type, operand, default)
                : new Unary<long, long, Absolute<long>>("ABS", type, operand, default),
        };

        static Expression Int(Expression value, SqlType result) => new Unary<int, int, Absolute<int>>("ABS", result, value, default);
    }

    static Expression Sign(FunctionCall call)
    {
        var (operand, type) = (call.Number(0), call.Nullable(call.Number(0).Type));
        return type.Kind switch
        {
            TypeKind.TinyInt or TypeKind.SmallInt or TypeKind.Int => new Unary<int, int, SignOf<int>>("SIGN", type, operand, new(1)),
            TypeKind.BigInt => new Unary<long, long, SignOf<long>>("SIGN", type, operand, new(1)),
            TypeKind.Float => new Unary<float, float, SignOf<float>>("SIGN", type, operand, new(1)),
            TypeKind.Double => new Unary<double, double, SignOf<double>>("SIGN", type, operand, new(1)),
            _ => type.IsWide
                ? new Unary<Int128, Int128, SignOf<Int128>>("SIGN", type, operand, new(PowersOfTen.Wide(type.Scale)))
                : new Unary<long, long, SignOf<long>>("SIGN", type, operand, new(PowersOfTen.Long(type.Scale))),
        };
    }

    static Expression Rounded(FunctionCall call, RoundingKind kind)
    {
        var operand = call.Number(0);
        var digits = call.Count == 2 ? call.Int(1) : Literal.Of(0);
        return operand.Type.Kind switch
        {
            TypeKind.Decimal => RoundedDecimal(call, kind, operand, digits),
            TypeKind.Float or TypeKind.Double => RoundedDouble(call, kind, operand, digits),
            _ => RoundedInteger(call, kind, operand, digits),
        };
    }

    static Expression RoundedDouble(FunctionCall call, RoundingKind kind, Expression operand, Expression digits)
    {
        var wide = call.Nullable(SqlType.Double);
        return call.Binder
            .Cast(new Binary<double, int, double, RoundDouble>(call.Name, wide, call.Binder.Cast(operand, SqlType.Double), digits,
            new(kind)), call.Nullable(operand.Type));
    }

    static Expression RoundedInteger(FunctionCall call, RoundingKind kind, Expression operand, Expression digits)
    {
        var wide = Widen.Of(call.Binder.Cast(operand, SqlType.Decimal(19, 0)));
        var rounded =
            new Binary<Int128, int, Int128, RoundDecimalTo>(call.Name, call.Nullable(SqlType.Decimal(38, 0)), wide, digits, new(kind, 0));
        return call.Binder.Cast(rounded, call.Nullable(operand.Type));
    }

    static Expression RoundedDecimal(FunctionCall call, RoundingKind kind, Expression operand, Expression digits)
    {
        var (precision, scale) = (operand.Type.Precision, operand.Type.Scale);
        if (digits is not Literal { IsNull: false } constant)
        {
            var rounded = new TryBinary<Int128, int, Int128, RoundDecimalToWithin>(call.Name, Widen.Wide(call.Nullable(operand.Type)),
                Widen.Of(operand), digits, new(new(kind, scale), precision));
            return Widen.Narrow(rounded, call.Nullable(operand.Type));
        }
        var kept = constant.Value<int>();
        if (kept >= scale) return call.Binder.Cast(operand, operand.Type);
        var resultScale = Math.Max(0, kept);
        var type = call.Nullable(SqlType.Decimal(Math.Min(TypeRules.MaxPrecision, 1 + precision - scale + resultScale), resultScale));
        var dropped = (int)Math.Min(39, (long)scale - kept);
        return Drop(call.Name + $"[{kept}]", type, operand, new(kind, dropped, Math.Min(38, Math.Max(0, dropped - (scale - resultScale)))));
    }

    static Expression Drop(string name, SqlType type, Expression operand, RoundDecimal op) =>
        Widen.Narrow(new TryUnary<Int128, Int128, RoundDecimalWithin>(name, Widen.Wide(type), Widen.Of(operand), new(op, type.Precision)),
            type);

    static Expression Whole(FunctionCall call, RoundingKind kind)
    {
        if (call.Count == 2) return FieldFunctions.Round(call, up: kind == RoundingKind.Ceil);
        var operand = call.Number(0);
        var type = call.Nullable(operand.Type);
        Func<double, double> round = kind == RoundingKind.Floor ? Math.Floor : Math.Ceiling;
        return operand.Type.Kind switch
        {
            TypeKind.Decimal when type.Scale == 0 => operand,
            TypeKind.Decimal => Drop(call.Name, type with { Scale = 0 }, operand, new(kind, type.Scale, 0)),
            TypeKind.Double => new Unary<double, double, DoubleFunction>(call.Name, type, operand, new(round)),
            TypeKind.Float =>
                call.Binder.Cast(new Unary<double, double, DoubleFunction>(call.Name, call.Nullable(SqlType.Double),
                    call.Binder.Cast(operand, SqlType.Double), new(round)), type),
            _ => operand,
        };
    }
}
