using Tally.Engine.Expressions.Kernels;

namespace Tally.Engine.Expressions.Time;

/// <summary>The parts of a time that EXTRACT and its like give.</summary>
static class TimeFields
{
    /// <summary>The units that a DATE has.</summary>
    public static bool IsOfDate(TimeUnit unit) =>
        unit is TimeUnit.Year or TimeUnit.Quarter or TimeUnit.Month or TimeUnit.Week or TimeUnit.Day or TimeUnit.Doy or TimeUnit.Dow
            or TimeUnit.IsoDow or TimeUnit.IsoYear or TimeUnit.Epoch
        or TimeUnit.Millennium or TimeUnit.Century or TimeUnit.Decade;

    /// <summary>The units within a day.</summary>
    public static bool IsOfTime(TimeUnit unit) =>
        unit is TimeUnit.Hour or TimeUnit.Minute or TimeUnit.Second or TimeUnit.Millisecond or TimeUnit.Microsecond or TimeUnit.Nanosecond;

    public static long OfDays(TimeUnit unit, long days) => unit switch
    {
        TimeUnit.Year => Calendar.FromDays(days).Year,
        TimeUnit.Quarter => (Calendar.FromDays(days).Month + 2) / 3,
        TimeUnit.Month => Calendar.FromDays(days).Month,
        TimeUnit.Week => Calendar.IsoWeek(days).Week,
        TimeUnit.Day => Calendar.FromDays(days).Day,
        TimeUnit.Doy => Calendar.DayOfYear(days),
        TimeUnit.Dow => Calendar.IsoDayOfWeek(days) % 7 + 1,
        TimeUnit.IsoDow => Calendar.IsoDayOfWeek(days),
        TimeUnit.IsoYear => Calendar.IsoWeek(days).Year,
        TimeUnit.Epoch => days * (Calendar.DayMs / 1000),
        TimeUnit.Decade => Calendar.FloorDiv(Calendar.FromDays(days).Year, 10),
        TimeUnit.Century => Calendar.FloorDiv(Calendar.FromDays(days).Year + 99, 100),
        _ => Calendar.FloorDiv(Calendar.FromDays(days).Year + 999, 1000),
    };

    public static long OfMillisOfDay(TimeUnit unit, long ms) => unit switch
    {
        TimeUnit.Hour => ms / 3_600_000,
        TimeUnit.Minute => ms / 60_000 % 60,
        TimeUnit.Second => ms / 1000 % 60,
        TimeUnit.Millisecond => ms % 60_000 % 1000,
        TimeUnit.Microsecond => ms % 1000 * 1000,
        _ => ms % 1000 * 1_000_000,
    };
}

/// <summary>A part of a TIMESTAMP of milliseconds.</summary>
readonly struct FieldOfMillis(TimeUnit unit, bool ofTime) : IUnaryOp<long, long>
{
    public long Apply(long value)
    {
        if (unit == TimeUnit.Epoch) return Calendar.FloorDiv(value, 1000);
        var days = Calendar.FloorDiv(value, Calendar.DayMs);
        return ofTime ? TimeFields.OfMillisOfDay(unit, value - days * Calendar.DayMs) : TimeFields.OfDays(unit, days);
    }
}

/// <summary>A part of a DATE.</summary>
readonly struct FieldOfDays(TimeUnit unit) : IUnaryOp<int, long>
{
    public long Apply(int value) => TimeFields.OfDays(unit, value);
}

/// <summary>A part of a time of day.</summary>
readonly struct FieldOfTime(TimeUnit unit) : IUnaryOp<int, long>
{
    public long Apply(int value) => TimeFields.OfMillisOfDay(unit, value);
}

/// <summary>A part of an interval of years and months.</summary>
readonly struct FieldOfMonths(TimeUnit unit) : IUnaryOp<int, long>
{
    public long Apply(int value) => unit switch { TimeUnit.Year => value / 12, TimeUnit.Quarter => value % 12 / 3 + 1, _ => value % 12 };
}

/// <summary>A part of an interval of days to seconds.</summary>
readonly struct FieldOfInterval(TimeUnit unit) : IUnaryOp<long, long>
{
    public long Apply(long value) => unit switch
    {
        TimeUnit.Day => value / Calendar.DayMs,
        TimeUnit.Epoch => value / 1000,
        TimeUnit.Hour => value % Calendar.DayMs / 3_600_000,
        _ => TimeFields.OfMillisOfDay(unit, value % Calendar.DayMs),
    };
}
