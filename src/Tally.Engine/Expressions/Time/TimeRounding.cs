using Tally.Engine.Expressions.Kernels;

namespace Tally.Engine.Expressions.Time;

/// <summary>FLOOR and CEIL of times to a unit. Weeks start on Sunday.</summary>
static class TimeRounding
{
    public static bool IsUnit(string unit) => unit is "MILLENNIUM" or "CENTURY" or "DECADE" or "YEAR" or "QUARTER" or "MONTH" or "WEEK" or "DAY" or "HOUR" or "MINUTE" or "SECOND" or "MILLISECOND";

    /// <summary>The start of the unit that a day lies in.</summary>
    public static long FloorDays(string unit, long days)
    {
        var (year, month, _) = Calendar.FromDays(days);
        return unit switch
        {
            "YEAR" => Calendar.ToDays(year, 1, 1),
            "QUARTER" => Calendar.ToDays(year, (month - 1) / 3 * 3 + 1, 1),
            "MONTH" => Calendar.ToDays(year, month, 1),
            "WEEK" => days - Calendar.IsoDayOfWeek(days) % 7,
            "DECADE" => Calendar.ToDays((int)Calendar.FloorDiv(year, 10) * 10, 1, 1),
            "CENTURY" => Calendar.ToDays((int)Calendar.FloorDiv(year - 1, 100) * 100 + 1, 1, 1),
            "MILLENNIUM" => Calendar.ToDays((int)Calendar.FloorDiv(year - 1, 1000) * 1000 + 1, 1, 1),
            _ => days,
        };
    }

    /// <summary>The start of the unit after the one that starts on a day.</summary>
    public static long NextDays(string unit, long start) => unit switch
    {
        "YEAR" => Calendar.AddMonths(start, 12),
        "QUARTER" => Calendar.AddMonths(start, 3),
        "MONTH" => Calendar.AddMonths(start, 1),
        "WEEK" => start + 7,
        "DECADE" => Calendar.AddMonths(start, 120),
        "CENTURY" => Calendar.AddMonths(start, 1200),
        "MILLENNIUM" => Calendar.AddMonths(start, 12_000),
        _ => start + 1,
    };

    public static long ClockMs(string unit) => unit switch
    {
        "HOUR" => 3_600_000,
        "MINUTE" => 60_000,
        "SECOND" => 1000,
        "MILLISECOND" => 1,
        _ => 0,
    };
}

/// <summary>Rounds a DATE.</summary>
readonly struct RoundDays(string unit, bool up) : IUnaryOp<int, int>
{
    public int Apply(int value)
    {
        var start = TimeRounding.FloorDays(unit, value);
        return (int)(up && start != value ? TimeRounding.NextDays(unit, start) : start);
    }
}

/// <summary>Rounds a TIMESTAMP of milliseconds.</summary>
readonly struct RoundMillis(string unit, bool up) : IUnaryOp<long, long>
{
    readonly long _clockMs = TimeRounding.ClockMs(unit);

    public long Apply(long value)
    {
        if (_clockMs > 0)
        {
            var floor = Calendar.FloorDiv(value, _clockMs) * _clockMs;
            return up && floor != value ? floor + _clockMs : floor;
        }
        var start = TimeRounding.FloorDays(unit, Calendar.FloorDiv(value, Calendar.DayMs));
        return (up && start * Calendar.DayMs != value ? TimeRounding.NextDays(unit, start) : start) * Calendar.DayMs;
    }
}
