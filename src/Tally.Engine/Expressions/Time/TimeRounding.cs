using Tally.Engine.Expressions.Kernels;

namespace Tally.Engine.Expressions.Time;

/// <summary>FLOOR and CEIL of times to a unit. Weeks start on Sunday.</summary>
static class TimeRounding
{
    public static bool IsUnit(TimeUnit unit) =>
        unit is TimeUnit.Millennium or TimeUnit.Century or TimeUnit.Decade or TimeUnit.Year or TimeUnit.Quarter or TimeUnit.Month
            or TimeUnit.Week or TimeUnit.Day or TimeUnit.Hour or TimeUnit.Minute or TimeUnit.Second or TimeUnit.Millisecond;

    public static bool IsOfDate(TimeUnit unit) => unit is TimeUnit.Week or TimeUnit.Month or TimeUnit.Quarter or TimeUnit.Year;

    /// <summary>The start of the unit that a day lies in.</summary>
    public static long FloorDays(TimeUnit unit, long days)
    {
        var (year, month, _) = Calendar.FromDays(days);
        return unit switch
        {
            TimeUnit.Year => Calendar.ToDays(year, 1, 1),
            TimeUnit.Quarter => Calendar.ToDays(year, (month - 1) / 3 * 3 + 1, 1),
            TimeUnit.Month => Calendar.ToDays(year, month, 1),
            TimeUnit.Week => days - Calendar.IsoDayOfWeek(days) % 7,
            TimeUnit.Decade => Calendar.ToDays((int)Calendar.FloorDiv(year, 10) * 10, 1, 1),
            TimeUnit.Century => Calendar.ToDays((int)Calendar.FloorDiv(year - 1, 100) * 100 + 1, 1, 1),
            TimeUnit.Millennium => Calendar.ToDays((int)Calendar.FloorDiv(year - 1, 1000) * 1000 + 1, 1, 1),
            _ => days,
        };
    }

    /// <summary>The start of the unit after the one that starts on a day.</summary>
    public static long NextDays(TimeUnit unit, long start) => unit switch
    {
        TimeUnit.Year => Calendar.AddMonths(start, 12),
        TimeUnit.Quarter => Calendar.AddMonths(start, 3),
        TimeUnit.Month => Calendar.AddMonths(start, 1),
        TimeUnit.Week => start + 7,
        TimeUnit.Decade => Calendar.AddMonths(start, 120),
        TimeUnit.Century => Calendar.AddMonths(start, 1200),
        TimeUnit.Millennium => Calendar.AddMonths(start, 12_000),
        _ => start + 1,
    };

    public static long ClockMs(TimeUnit unit) => unit switch
    {
        TimeUnit.Hour => 3_600_000,
        TimeUnit.Minute => 60_000,
        TimeUnit.Second => 1000,
        TimeUnit.Millisecond => 1,
        _ => 0,
    };
}

/// <summary>Rounds a DATE.</summary>
readonly struct RoundDays(TimeUnit unit, bool up) : IUnaryOp<int, int>
{
    public int Apply(int value)
    {
        var start = TimeRounding.FloorDays(unit, value);
        return (int)(up && start != value ? TimeRounding.NextDays(unit, start) : start);
    }
}

/// <summary>Rounds a TIMESTAMP of milliseconds.</summary>
readonly struct RoundMillis(TimeUnit unit, bool up) : IUnaryOp<long, long>
{
    readonly long _clockMs = TimeRounding.ClockMs(unit);

    public long Apply(long value)
    {
        if (_clockMs > 0)
        {
            var floor = Calendar.FloorDiv(value, _clockMs) * _clockMs;
            return up && floor != value ? floor + _clockMs : floor;
        }
        var day = Calendar.FloorDiv(value, Calendar.DayMs);
        var start = TimeRounding.FloorDays(unit, day);
        // Weeks, months, quarters and years look at the date only, as in Flink: a moment behind midnight of the first day stays there.
        var isPast = TimeRounding.IsOfDate(unit) ? start != day : start * Calendar.DayMs != value;
        return (up && isPast ? TimeRounding.NextDays(unit, start) : start) * Calendar.DayMs;
    }
}
