using System.Globalization;

namespace Tally.Results;

/// <summary>Times outside of the years 1 to 9999 as text, as years are counted: what is wrong must be seen, not stop what shows
/// it.</summary>
static class DistantTime
{
    public const long MsPerDay = 86_400_000;

    // A day less on both sides: a time zone moves it.
    static readonly long s_firstMs = DateTimeOffset.MinValue.ToUnixTimeMilliseconds() + MsPerDay,
        s_lastMs = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds() - MsPerDay;

    public static bool IsDistant(long timeMs) => timeMs < s_firstMs || timeMs > s_lastMs;

    /// <summary>A time in milliseconds since 1970, in UTC.</summary>
    public static string Of(long timeMs)
    {
        var day = Math.DivRem(timeMs, MsPerDay, out var rest);
        if (rest < 0) (day, rest) = (day - 1, rest + MsPerDay);
        return $"{DateOf(day)} {TimeSpan.FromMilliseconds(rest).ToString(@"hh\:mm\:ss\.fff", CultureInfo.InvariantCulture)}";
    }

    /// <summary>A day since 1970. The calendar repeats every 400 years, which have 146,097 days.</summary>
    public static string DateOf(long day)
    {
        const int daysOfCycle = 146_097, yearsOfCycle = 400, firstYear = 2000, firstDay = 10_957;
        var cycle = Math.DivRem(day - firstDay, daysOfCycle, out var rest);
        if (rest < 0) (cycle, rest) = (cycle - 1, rest + daysOfCycle);
        var date = new DateTime(firstYear, 1, 1).AddDays(rest);
        return string.Create(CultureInfo.InvariantCulture, $"{date.Year + cycle * yearsOfCycle:0000}-{date:MM-dd}");
    }
}
