using Tally.Engine.Columns;
using Tally.Engine.Expressions.Kernels;
using Tally.Engine.Expressions.Time;

namespace Tally.Engine.Expressions.Casting;

/// <summary>Casts between DATE, TIME, TIMESTAMP and TIMESTAMP_LTZ.</summary>
static class TimeCasts
{
    /// <summary>The cast, or null when there is none.</summary>
    public static Expression? Create(Expression operand, SqlType type, TimeZoneInfo zone) => (operand.Type.Kind, type.Kind) switch
    {
        (TypeKind.Time, TypeKind.Time) or (TypeKind.Date, TypeKind.Date) => new Reinterpret(operand, type),
        (TypeKind.Timestamp, TypeKind.Timestamp) or (TypeKind.TimestampLtz, TypeKind.TimestampLtz) => Precision(operand, type),
        (TypeKind.TimestampLtz, TypeKind.Timestamp) => Precision(ToZone(operand, zone, toLocal: true), type),
        (TypeKind.Timestamp, TypeKind.TimestampLtz) => Precision(ToZone(operand, zone, toLocal: false), type),
        (TypeKind.Date, TypeKind.Timestamp) => Precision(Midnight(operand), type),
        (TypeKind.Date, TypeKind.TimestampLtz) => Precision(ToZone(Midnight(operand), zone, toLocal: false), type),
        (TypeKind.Time, TypeKind.Timestamp) => Precision(OnFirstDay(operand), type),
        (TypeKind.Time, TypeKind.TimestampLtz) => Precision(ToZone(OnFirstDay(operand), zone, toLocal: false), type),
        (TypeKind.Timestamp, TypeKind.Date) => Map<long, int, MillisToDays>(Millis(operand), type, default),
        (TypeKind.Timestamp, TypeKind.Time) => Map<long, int, MillisToTime>(Millis(operand), type, default),
        (TypeKind.TimestampLtz, TypeKind.Date or TypeKind.Time) => Create(ToZone(Millis(operand), zone, toLocal: true), type, zone),
        _ => null,
    };

    /// <summary>A TIMESTAMP or TIMESTAMP_LTZ in milliseconds, finer digits cut.</summary>
    public static Expression Millis(Expression operand) =>
        operand.Type.IsWide ? Precision(operand, operand.Type with { Precision = 3 }) : operand;

    /// <summary>The wall clock of an instant, or the instant of a wall clock, in a zone.</summary>
    public static Expression ToZone(Expression operand, TimeZoneInfo zone, bool toLocal)
    {
        var kind = toLocal ? TypeKind.Timestamp : TypeKind.TimestampLtz;
        var type = operand.Type.WithoutTimeAttribute() with { Kind = kind };
        var name = toLocal ? $"LOCAL[{zone.Id}]" : $"INSTANT[{zone.Id}]";
        return operand.Type.IsWide
            ? new Unary<Int128, Int128, ZoneNanos>(name, type, operand, new(new(zone), toLocal))
            : new Unary<long, long, ZoneMillis>(name, type, operand, new(new(zone), toLocal));
    }

    static Expression Midnight(Expression date) =>
        Map<int, long, DaysToMillis>(date, SqlType.Timestamp(3).WithNullable(date.Type.Nullable), default);

    static Expression OnFirstDay(Expression time) =>
        Map<int, long, TimeToMillis>(time, SqlType.Timestamp(3).WithNullable(time.Type.Nullable), default);

    static Expression Precision(Expression operand, SqlType type)
    {
        var (from, to) = (operand.Type.Precision, type.Precision);
        if (!operand.Type.IsWide && type.IsWide) return Map<long, Int128, MillisToNanos>(operand, type, default);
        if (operand.Type.IsWide && !type.IsWide)
        {
            var millis = Map<Int128, long, NanosToMillis>(operand, type, default);
            return to == 3 ? millis : Map<long, long, CutMillis>(millis, type, new(Unit(3 - to)));
        }
        if (to >= from) return new Reinterpret(operand, type);
        return type.IsWide
            ? Map<Int128, Int128, CutNanos>(operand, type, new(Unit(9 - to)))
            : Map<long, long, CutMillis>(operand, type, new(Unit(3 - to)));
    }

    static long Unit(int digits) => Arithmetic.PowersOfTen.Long(digits);

    static Unary<TIn, TOut, TOp> Map<TIn, TOut, TOp>(Expression operand, SqlType type, TOp op) where TIn : unmanaged where TOut : unmanaged
        where TOp : struct, IUnaryOp<TIn, TOut> =>
        new($"TO {type.WithNullable(true)}", type, operand, op);
}
