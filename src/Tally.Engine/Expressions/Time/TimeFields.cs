using Tally.Engine.Expressions.Kernels;

namespace Tally.Engine.Expressions.Time;

/// <summary>The parts of a time that EXTRACT and its like give.</summary>
static class TimeFields
{
    /// <summary>The units that a DATE has.</summary>
    public static bool IsOfDate(string unit) => unit is "YEAR" or "QUARTER" or "MONTH" or "WEEK" or "DAY" or "DOY" or "DOW" or "ISODOW" or "ISOYEAR" or "EPOCH"
        or "MILLENNIUM" or "CENTURY" or "DECADE";

    /// <summary>The units within a day.</summary>
    public static bool IsOfTime(string unit) => unit is "HOUR" or "MINUTE" or "SECOND" or "MILLISECOND" or "MICROSECOND" or "NANOSECOND";

    public static long OfDays(string unit, long days) => unit switch
    {
        "YEAR" => Calendar.FromDays(days).Year,
        "QUARTER" => (Calendar.FromDays(days).Month + 2) / 3,
        "MONTH" => Calendar.FromDays(days).Month,
        "WEEK" => Calendar.IsoWeek(days).Week,
        "DAY" => Calendar.FromDays(days).Day,
        "DOY" => Calendar.DayOfYear(days),
        "DOW" => Calendar.IsoDayOfWeek(days) % 7 + 1,
        "ISODOW" => Calendar.IsoDayOfWeek(days),
        "ISOYEAR" => Calendar.IsoWeek(days).Year,
        "EPOCH" => days * (Calendar.DayMs / 1000),
        "DECADE" => Calendar.FloorDiv(Calendar.FromDays(days).Year, 10),
        "CENTURY" => Calendar.FloorDiv(Calendar.FromDays(days).Year + 99, 100),
        _ => Calendar.FloorDiv(Calendar.FromDays(days).Year + 999, 1000),
    };

    public static long OfMillisOfDay(string unit, long ms) => unit switch
    {
        "HOUR" => ms / 3_600_000,
        "MINUTE" => ms / 60_000 % 60,
        "SECOND" => ms / 1000 % 60,
        "MILLISECOND" => ms % 60_000 % 1000,
        "MICROSECOND" => ms % 1000 * 1000,
        _ => ms % 1000 * 1_000_000,
    };
}

/// <summary>A part of a TIMESTAMP of milliseconds.</summary>
readonly struct FieldOfMillis(string unit, bool ofTime) : IUnaryOp<long, long>
{
    public long Apply(long value)
    {
        if (unit == "EPOCH") return Calendar.FloorDiv(value, 1000);
        var days = Calendar.FloorDiv(value, Calendar.DayMs);
        return ofTime ? TimeFields.OfMillisOfDay(unit, value - days * Calendar.DayMs) : TimeFields.OfDays(unit, days);
    }
}

/// <summary>A part of a DATE.</summary>
readonly struct FieldOfDays(string unit) : IUnaryOp<int, long>
{
    public long Apply(int value) => TimeFields.OfDays(unit, value);
}

/// <summary>A part of a time of day.</summary>
readonly struct FieldOfTime(string unit) : IUnaryOp<int, long>
{
    public long Apply(int value) => TimeFields.OfMillisOfDay(unit, value);
}

/// <summary>A part of an interval of years and months.</summary>
readonly struct FieldOfMonths(string unit) : IUnaryOp<int, long>
{
    public long Apply(int value) => unit switch { "YEAR" => value / 12, "QUARTER" => value % 12 / 3 + 1, _ => value % 12 };
}

/// <summary>A part of an interval of days to seconds.</summary>
readonly struct FieldOfInterval(string unit) : IUnaryOp<long, long>
{
    public long Apply(long value) => unit switch
    {
        "DAY" => value / Calendar.DayMs,
        "EPOCH" => value / 1000,
        "HOUR" => value % Calendar.DayMs / 3_600_000,
        _ => TimeFields.OfMillisOfDay(unit, value % Calendar.DayMs),
    };
}
