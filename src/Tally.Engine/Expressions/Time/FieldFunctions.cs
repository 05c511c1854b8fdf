using Tally.Engine.Columns;
using Tally.Engine.Expressions.Casting;
using Tally.Engine.Expressions.Functions;
using Tally.Engine.Expressions.Kernels;

namespace Tally.Engine.Expressions.Time;

/// <summary>EXTRACT and the functions named like a part of a time; FLOOR and CEIL of times.</summary>
static class FieldFunctions
{
    public static IEnumerable<FunctionDefinition> All =>
    [
        new("EXTRACT", 2, 2, "EXTRACT(unit FROM time)",
            "A part of a time, such as YEAR, QUARTER, MONTH, WEEK, DAY, DOY, DOW, HOUR, MINUTE, SECOND, MILLISECOND, EPOCH and more.",
            "EXTRACT(DOW FROM DATE '2024-02-29')",
            call => Field(call, Unit(call, 0), 1)),
        Named("YEAR", TimeUnit.Year, "The year."),
        Named("QUARTER", TimeUnit.Quarter, "The quarter of the year, 1 to 4."),
        Named("MONTH", TimeUnit.Month, "The month of the year, 1 to 12."),
        Named("WEEK", TimeUnit.Week, "The ISO week of the year, 1 to 53."),
        Named("DAYOFYEAR", TimeUnit.Doy, "The day of the year, 1 to 366."),
        Named("DAYOFMONTH", TimeUnit.Day, "The day of the month, 1 to 31."),
        Named("DAYOFWEEK", TimeUnit.Dow, "The day of the week, 1 for Sunday."),
        Named("HOUR", TimeUnit.Hour, "The hour of the day, 0 to 23."),
        Named("MINUTE", TimeUnit.Minute, "The minute of the hour, 0 to 59."),
        Named("SECOND", TimeUnit.Second, "The second of the minute, 0 to 59."),
    ];

    static FunctionDefinition Named(string name, TimeUnit unit, string description) =>
        new(name, 1, 1, $"{name}(time)", description, $"{name}(TIMESTAMP '2024-02-29 10:20:30')", call => Field(call, unit, 0));

    static TimeUnit Unit(FunctionCall call, int index) =>
        Enum.TryParse<TimeUnit>(call.Symbol(index), ignoreCase: true, out var unit) ? unit : throw call.Wrong(index, "a unit of time");

    static string Name(TimeUnit unit) => unit.ToString().ToUpperInvariant();

    static Expression Field(FunctionCall call, TimeUnit unit, int index)
    {
        var time = call.Arguments[index];
        var type = TypeRules.NullableIfAny(SqlType.BigInt, [time]);
        var name = $"EXTRACT[{Name(unit)}]";
        switch (time.Type.Kind)
        {
            case TypeKind.Date when TimeFields.IsOfDate(unit) || TimeFields.IsOfTime(unit):
                return TimeFields.IsOfTime(unit)
                    ? new Unary<int, long, FieldOfTime>(name, type,
                        new Unary<int, int, NoTime>("MIDNIGHT", SqlType.Time().WithNullable(type.Nullable), time, default), new(unit))
                    : new Unary<int, long, FieldOfDays>(name, type, time, new(unit));
            case TypeKind.Time when TimeFields.IsOfTime(unit):
                return new Unary<int, long, FieldOfTime>(name, type, time, new(unit));
            case TypeKind.Timestamp or TypeKind.TimestampLtz:
                return OfTimestamp(name, type, unit, time, call.Binder.Context.TimeZone);
            case TypeKind.IntervalYearMonth when unit is TimeUnit.Year or TimeUnit.Quarter or TimeUnit.Month:
                return new Unary<int, long, FieldOfMonths>(name, type, time, new(unit));
            case TypeKind.IntervalDaySecond when unit is TimeUnit.Day or TimeUnit.Epoch || TimeFields.IsOfTime(unit):
                return new Unary<long, long, FieldOfInterval>(name, type, time, new(unit));
            default: throw call.Wrong(index, $"a time that has a {Name(unit)}");
        }
    }

    /// <summary>Midnight of every day.</summary>
    readonly struct NoTime : IUnaryOp<int, int>
    {
        public int Apply(int value) => 0;
    }

    static Expression OfTimestamp(string name, SqlType type, TimeUnit unit, Expression time, TimeZoneInfo zone)
    {
        if (unit is TimeUnit.Microsecond or TimeUnit.Nanosecond && time.Type.IsWide)
            return new Unary<Int128, long, FineField>(name, type, time, new(unit == TimeUnit.Microsecond ? 1000 : 1));
        var millis = TimeCasts.Millis(time);
        if (time.Type.Kind == TypeKind.TimestampLtz && unit != TimeUnit.Epoch) millis = TimeCasts.ToZone(millis, zone, toLocal: true);
        return new Unary<long, long, FieldOfMillis>(name, type, millis, new(unit, TimeFields.IsOfTime(unit)));
    }

    /// <summary>Micro- or nanoseconds within the second.</summary>
    readonly struct FineField(int unit) : IUnaryOp<Int128, long>
    {
        public long Apply(Int128 value) => (long)(value - Calendar.FloorDiv(value, 1_000_000_000L) * 1_000_000_000) / unit;
    }

    /// <summary>FLOOR or CEIL of a time to a unit; the type stays.</summary>
    public static Expression Round(FunctionCall call, bool up)
    {
        var unit = Unit(call, 1);
        var time = call.Arguments[0];
        var type = TypeRules.NullableIfAny(time.Type, [time]);
        var name = $"{call.Name}[{Name(unit)}]";
        if (!TimeRounding.IsUnit(unit)) throw call.Wrong(1, "YEAR, QUARTER, MONTH, WEEK, DAY, HOUR, MINUTE or SECOND");
        switch (time.Type.Kind)
        {
            case TypeKind.Date:
                return TimeRounding.ClockMs(unit) > 0
                    ? new Reinterpret(time, type)
                    : new Unary<int, int, RoundDays>(name, type, time, new(unit, up));
            case TypeKind.Time when TimeRounding.ClockMs(unit) > 0:
                var millis = new Unary<int, long, TimeToMillis>("MILLIS", SqlType.BigInt.WithNullable(type.Nullable), time, default);
                return new Unary<long, int, MillisToTime>(name, type,
                    new Unary<long, long, RoundMillis>(name, millis.Type, millis, new(unit, up)),
                    default);
            case TypeKind.Timestamp:
                return call.Binder
                    .Cast(new Unary<long, long, RoundMillis>(name, ToMillis(type), RoundingMillis(time, up), new(unit, up)), type);
            case TypeKind.TimestampLtz:
                var zone = call.Binder.Context.TimeZone;
                var local = TimeCasts.ToZone(RoundingMillis(time, up), zone, toLocal: true);
                return call.Binder.Cast(TimeCasts.ToZone(new Unary<long, long, RoundMillis>(name, local.Type, local, new(unit, up)), zone,
                    toLocal: false), type);
            default: throw call.Wrong(0, "a time");
        }
    }

    static SqlType ToMillis(SqlType type) => type.IsWide ? type with { Precision = 3 } : type;

    /// <summary>Milliseconds that round the same way: what lies within a millisecond counts as its end when rounding up.</summary>
    static Expression RoundingMillis(Expression time, bool up) => !time.Type.IsWide || !up
        ? TimeCasts.Millis(time)
        : new Unary<Int128, long, CeilMillis>("MILLIS", time.Type.WithoutTimeAttribute() with { Precision = 3 }, time, default);

    readonly struct CeilMillis : IUnaryOp<Int128, long>
    {
        public long Apply(Int128 value) => (long)Calendar.FloorDiv(value + 999_999, 1_000_000L);
    }
}
