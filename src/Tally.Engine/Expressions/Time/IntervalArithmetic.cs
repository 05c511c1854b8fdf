using Tally.Engine.Columns;
using Tally.Engine.Expressions.Arithmetic;
using Tally.Engine.Expressions.Casting;
using Tally.Engine.Expressions.Kernels;
using Tally.Engine.Sql;

namespace Tally.Engine.Expressions.Time;

/// <summary>Times and intervals under + - * /.</summary>
static class IntervalArithmetic
{
    /// <summary>The expression when an interval takes part, else null.</summary>
    public static Expression? TryCreate(string symbol, Expression left, Expression right, ExpressionBinder binder) =>
        (symbol, left.Type, right.Type) switch
    {
        ("+" or "-", { IsInterval: true }, { IsInterval: true }) when left.Type.Kind == right.Type.Kind => Sum(symbol, left, right),
        ("+", { IsInterval: true }, _) when IsTime(right.Type) => Shift(right, left, 1),
        ("+" or "-", _, { IsInterval: true }) when IsTime(left.Type) => Shift(left, right, symbol == "+" ? 1 : -1),
        ("*", { IsInterval: true }, { IsNumeric: true }) => Product(left, right, binder),
        ("*", { IsNumeric: true }, { IsInterval: true }) => Product(right, left, binder),
        ("/", { IsInterval: true }, { IsNumeric: true }) => Quotient(left, right, binder),
        _ => null,
    };

    static bool IsTime(SqlType type) => type.IsTimestamp || type.Kind is TypeKind.Date or TypeKind.Time;

    static SqlType Like(Expression operand, Expression other) => TypeRules.NullableIfAny(operand.Type, [operand, other]);

    static Expression Sum(string symbol, Expression left, Expression right)
    {
        var type = Like(left, right);
        return (left.Type.Kind, symbol) switch
        {
            (TypeKind.IntervalYearMonth, "+") => new Binary<int, int, int, Add<int>>(symbol, type, left, right, default),
            (TypeKind.IntervalYearMonth, _) => new Binary<int, int, int, Subtract<int>>(symbol, type, left, right, default),
            (_, "+") => new Binary<long, long, long, Add<long>>(symbol, type, left, right, default),
            _ => new Binary<long, long, long, Subtract<long>>(symbol, type, left, right, default),
        };
    }

    /// <summary>A time moved by an interval; its type stays, so a DATE moves by the whole days of it. A TIMESTAMP_LTZ moves as an instant:
    /// a day is 24 hours, months are those of UTC.</summary>
    public static Expression Shift(Expression time, Expression interval, int sign)
    {
        var type = Like(time, interval);
        var symbol = sign > 0 ? "+" : "-";
        if (interval.Type.Kind == TypeKind.IntervalDaySecond)
        {
            return time.Type.Kind switch
            {
                TypeKind.Date => new Binary<int, long, int, ShiftDays>(symbol, type, time, interval, new(sign)),
                TypeKind.Time => new Binary<int, long, int, ShiftTimeOfDay>(symbol, type, time, interval, new(sign)),
                _ when time.Type.IsWide => new Binary<Int128, long, Int128, ShiftNanos>(symbol, type, time, interval, new(sign)),
                _ => new Binary<long, long, long, ShiftMillis>(symbol, type, time, interval, new(sign)),
            };
        }
        return time.Type.Kind switch
        {
            TypeKind.Date => new Binary<int, int, int, ShiftDateMonths>(symbol, type, time, interval, new(sign)),
            TypeKind.Time => new Reinterpret(time, type),
            _ when time.Type.IsWide => new Binary<Int128, int, Int128, ShiftNanosMonths>(symbol, type, time, interval, new(sign)),
            _ => new Binary<long, int, long, ShiftMonths>(symbol, type, time, interval, new(sign)),
        };
    }

    static Expression Product(Expression interval, Expression number, ExpressionBinder binder)
    {
        var type = Like(interval, number);
        if (!number.Type.IsInteger) return Rounded("*", interval, number, type, binder);
        return interval.Type.Kind == TypeKind.IntervalYearMonth
            ? new Binary<int, int, int, Multiply<int>>("*", type, interval, binder.Cast(number, SqlType.Int), default)
            : new Binary<long, long, long, Multiply<long>>("*", type, interval, binder.Cast(number, SqlType.BigInt), default);
    }

    static Expression Quotient(Expression interval, Expression number, ExpressionBinder binder)
    {
        var type = Like(interval, number);
        if (!number.Type.IsInteger) return Rounded("/", interval, number, type, binder);
        return interval.Type.Kind == TypeKind.IntervalYearMonth
            ? new TryBinary<int, int, int, IntegerDivide<int>>("/", type, interval, binder.Cast(number, SqlType.Int), default)
            : new TryBinary<long, long, long, IntegerDivide<long>>("/", type, interval, binder.Cast(number, SqlType.BigInt), default);
    }

    /// <summary>By a number with a fraction: through the number of units, cut to whole units.</summary>
    static Expression Rounded(string symbol, Expression interval, Expression number, SqlType type, ExpressionBinder binder)
    {
        var isMonths = interval.Type.Kind == TypeKind.IntervalYearMonth;
        var units =
            Arithmetics.Create(symbol, binder.Cast(interval, isMonths ? SqlType.Int : SqlType.BigInt), number, interval.Span, binder);
        return new Reinterpret(binder.Cast(units, isMonths ? SqlType.Int : SqlType.BigInt), type);
    }
}
