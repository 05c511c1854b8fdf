namespace Tally.Engine.Expressions.Time;

/// <summary>The proleptic Gregorian calendar over days since 1970, for any year.</summary>
static class Calendar
{
    public const long DayMs = 86_400_000;

    /// <summary>Year, month (1–12) and day (1–31) of a day.</summary>
    public static (int Year, int Month, int Day) FromDays(long days)
    {
        // Years are counted from March, so that the leap day is the last of its year; 400 years are an era.
        var shifted = days + 719_468;
        var era = FloorDiv(shifted, 146_097);
        var dayOfEra = (int)(shifted - era * 146_097);
        var yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        var dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        var marchMonth = (5 * dayOfYear + 2) / 153;
        var month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
        return ((int)(yearOfEra + era * 400) + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * marchMonth + 2) / 5 + 1);
    }

    /// <summary>Days since 1970 of a date.</summary>
    public static int ToDays(int year, int month, int day)
    {
        var y = month <= 2 ? year - 1 : year;
        var era = (int)FloorDiv(y, 400);
        var yearOfEra = y - era * 400;
        var dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468;
    }

    public static bool IsLeap(int year) => year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

    public static int DaysInMonth(int year, int month) => month switch
    {
        2 => IsLeap(year) ? 29 : 28,
        4 or 6 or 9 or 11 => 30,
        _ => 31,
    };

    public static bool IsDate(int year, int month, int day) => month is >= 1 and <= 12 && day >= 1 && day <= DaysInMonth(year, month);

    /// <summary>The same day of another month, or that month's last day.</summary>
    public static long AddMonths(long days, long months)
    {
        var (year, month, day) = FromDays(days);
        var total = year * 12L + month - 1 + months;
        var (y, m) = ((int)FloorDiv(total, 12), (int)FloorMod(total, 12) + 1);
        return ToDays(y, m, Math.Min(day, DaysInMonth(y, m)));
    }

    public static int DayOfYear(long days)
    {
        var (year, _, _) = FromDays(days);
        return (int)(days - ToDays(year, 1, 1)) + 1;
    }

    /// <summary>1 for Monday to 7 for Sunday.</summary>
    public static int IsoDayOfWeek(long days) => (int)FloorMod(days + 3, 7) + 1;

    /// <summary>The ISO week and the year that it belongs to: week 1 has the year's first Thursday.</summary>
    public static (int Year, int Week) IsoWeek(long days)
    {
        var thursday = days + 4 - IsoDayOfWeek(days);
        var (year, _, _) = FromDays(thursday);
        return (year, (int)(thursday - ToDays(year, 1, 1)) / 7 + 1);
    }

    public static long FloorDiv(long value, long divisor)
    {
        var quotient = value / divisor;
        return value % divisor != 0 && (value < 0) != (divisor < 0) ? quotient - 1 : quotient;
    }

    public static long FloorMod(long value, long divisor) => value - FloorDiv(value, divisor) * divisor;

    public static Int128 FloorDiv(Int128 value, long divisor)
    {
        var (quotient, rest) = Int128.DivRem(value, divisor);
        return rest < 0 ? quotient - 1 : quotient;
    }
}
