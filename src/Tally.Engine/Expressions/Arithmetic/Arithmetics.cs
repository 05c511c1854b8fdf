using Tally.Engine.Columns;
using Tally.Engine.Expressions.Kernels;
using Tally.Engine.Expressions.Time;
using Tally.Engine.Sql;

namespace Tally.Engine.Expressions.Arithmetic;

/// <summary>Makes + - * / % and unary minus: derives the type, casts the operands, picks the loop.</summary>
static class Arithmetics
{
    /// <exception cref="SqlException">The operands do not go together.</exception>
    public static Expression Create(string symbol, Expression left, Expression right, TextSpan span, ExpressionBinder binder)
    {
        if (IntervalArithmetic.TryCreate(symbol, left, right, binder) is { } time) return At(time, span);
        if (ArithmeticTypes.Of(symbol, left.Type, right.Type) is not { } type)
        {
            throw new SqlException(ErrorCode.BadArgument, span,
                $"{left.Type.WithNullable(true)} {symbol} {right.Type.WithNullable(true)}: {Expected(symbol)}",
                left.Type.IsText || right.Type.IsText ? symbol == "+"
                    ? "text is joined with ||; a number in text needs a CAST" : "a number in text needs a CAST" : null);
        }
        type = TypeRules.NullableIfAny(type, [left, right]);
        return At(type.Kind == TypeKind.Decimal || left.Type.Kind == TypeKind.Decimal && symbol == "%"
            ? Decimal(symbol, type, left, right, binder)
            : Number(symbol, type, left, right, binder), span);
    }

    static Expression At(Expression expression, TextSpan span)
    {
        expression.Span = span;
        return expression;
    }

    static string Expected(string symbol) => symbol switch
    {
        "%" => "whole or DECIMAL numbers are expected",
        "+" or "-" => "numbers, or a time and an interval, are expected",
        _ => "numbers are expected",
    };

    static Expression Number(string symbol, SqlType type, Expression left, Expression right, ExpressionBinder binder)
    {
        // A remainder has the type of the divisor but is computed in the wider one; small integers are computed as INT and cut afterwards.
        var wide = symbol == "%" ? TypeRules.CommonNumber(left.Type, right.Type) : type.WithNullable(true);
        var (a, b) = (binder.Cast(left, wide), binder.Cast(right, wide));
        var computed = wide.WithNullable(type.Nullable);
        var result = wide.Kind switch
        {
            TypeKind.Double => Floating<double>(symbol, computed, a, b),
            TypeKind.Float => Floating<float>(symbol, computed, a, b),
            TypeKind.BigInt => Integer<long>(symbol, computed, a, b),
            TypeKind.Int => Integer<int>(symbol, computed, a, b),
            _ => Integer<int>(symbol, SqlType.Int.WithNullable(type.Nullable), binder.Cast(a, SqlType.Int), binder.Cast(b, SqlType.Int)),
        };
        return binder.Cast(result, type);
    }

    static Expression Integer<T>(string symbol, SqlType type, Expression left, Expression right)
        where T : unmanaged, System.Numerics.IBinaryInteger<T> => symbol switch
    {
        "+" => new Binary<T, T, T, Add<T>>(symbol, type, left, right, default),
        "-" => new Binary<T, T, T, Subtract<T>>(symbol, type, left, right, default),
        "*" => new Binary<T, T, T, Multiply<T>>(symbol, type, left, right, default),
        "/" => new TryBinary<T, T, T, IntegerDivide<T>>(symbol, type, left, right, default),
        _ => new TryBinary<T, T, T, IntegerRemainder<T>>(symbol, type, left, right, default),
    };

    static Expression Floating<T>(string symbol, SqlType type, Expression left, Expression right)
        where T : unmanaged, System.Numerics.IFloatingPoint<T> => symbol switch
    {
        "+" => new Binary<T, T, T, Add<T>>(symbol, type, left, right, default),
        "-" => new Binary<T, T, T, Subtract<T>>(symbol, type, left, right, default),
        "*" => new Binary<T, T, T, Multiply<T>>(symbol, type, left, right, default),
        _ => new Binary<T, T, T, Divide<T>>(symbol, type, left, right, default),
    };

    static Expression Decimal(string symbol, SqlType type, Expression left, Expression right, ExpressionBinder binder)
    {
        var (a, b) = (binder.Cast(left, TypeRules.AsDecimal(left.Type)), binder.Cast(right, TypeRules.AsDecimal(right.Type)));
        return symbol switch
        {
            "*" => Product(type, a, b),
            "/" => Quotient(type, a, b),
            "%" => binder.Cast(Remainder(TypeRules.AsDecimal(type).WithNullable(type.Nullable), a, b), type),
            _ => Sum(symbol, type, a, b),
        };
    }

    static Expression Sum(string symbol, SqlType type, Expression left, Expression right)
    {
        var (s1, s2) = (left.Type.Scale, right.Type.Scale);
        var digits = Math.Max(left.Type.Precision - s1, right.Type.Precision - s2) + Math.Max(s1, s2) + 1;
        var sign = symbol == "-" ? -1 : 1;
        if (digits > TypeRules.MaxPrecision)
            return new TryBinary<Int128, Int128, Int128, CappedSum>(symbol, type, Widen.Of(left), Widen.Of(right),
                new(s1, s2, sign, type.Scale, type.Precision));
        var (up1, up2) = (type.Scale - s1, type.Scale - s2);
        if (!type.IsWide)
            return new Binary<long, long, long, DecimalSum<long>>(symbol, type, left, right,
                new(PowersOfTen.Long(up1), sign * PowersOfTen.Long(up2)));
        return new Binary<Int128, Int128, Int128, DecimalSum<Int128>>(symbol, type, Widen.Of(left), Widen.Of(right),
            new(PowersOfTen.Wide(up1), sign * PowersOfTen.Wide(up2)));
    }

    static Expression Product(SqlType type, Expression left, Expression right)
    {
        var exactScale = left.Type.Scale + right.Type.Scale;
        if (left.Type.Precision + right.Type.Precision + 1 > TypeRules.MaxPrecision)
            return new TryBinary<Int128, Int128, Int128, CappedProduct>("*", type, Widen.Of(left), Widen.Of(right),
                new(exactScale, type.Scale, type.Precision));
        if (!type.IsWide) return new Binary<long, long, long, Multiply<long>>("*", type, left, right, default);
        return left.Type.IsWide || right.Type.IsWide
            ? new Binary<Int128, Int128, Int128, Multiply<Int128>>("*", type, Widen.Of(left), Widen.Of(right), default)
            : new Binary<long, long, Int128, WideProduct>("*", type, left, right, default);
    }

    static Expression Quotient(SqlType type, Expression left, Expression right)
    {
        var shift = type.Scale - left.Type.Scale + right.Type.Scale;
        return Widen.Narrow(new TryBinary<Int128, Int128, Int128, DecimalQuotient>("/", Widen.Wide(type), Widen.Of(left), Widen.Of(right),
            new(shift, type.Precision)), type);
    }

    static Expression Remainder(SqlType type, Expression left, Expression right)
    {
        var op = new DecimalRemainder(left.Type.Scale, right.Type.Scale, type.Scale, type.Precision);
        return Widen.Narrow(new TryBinary<Int128, Int128, Int128, DecimalRemainder>("%", Widen.Wide(type), Widen.Of(left), Widen.Of(right),
            op),
            type);
    }

    /// <summary>Unary minus of a number or an interval.</summary>
    public static Expression? Negated(Expression operand)
    {
        var type = operand.Type.WithoutTimeAttribute();
        return type.Kind switch
        {
            TypeKind.TinyInt or TypeKind.SmallInt => null,
            TypeKind.Int or TypeKind.IntervalYearMonth => new Unary<int, int, Negate<int>>("-", type, operand, default),
            TypeKind.BigInt or TypeKind.IntervalDaySecond => new Unary<long, long, Negate<long>>("-", type, operand, default),
            TypeKind.Float => new Unary<float, float, Negate<float>>("-", type, operand, default),
            TypeKind.Double => new Unary<double, double, Negate<double>>("-", type, operand, default),
            TypeKind.Decimal => type.IsWide
                ? new Unary<Int128, Int128, Negate<Int128>>("-", type, operand, default)
                : new Unary<long, long, Negate<long>>("-", type, operand, default),
            _ => null,
        };
    }
}
