namespace Tally.Agent.Simulation;

/// <summary>How busy the shop is through its day, 1 on average: quiet before dawn, busy in the evening, and a rush when the sale opens at
/// midnight.</summary>
static class DailyCurve
{
    /// <summary>The factor at a time of the local day.</summary>
    public static double At(TimeSpan timeOfDay)
    {
        var hour = timeOfDay.TotalHours;
        var day = 0.25 + 0.5 * Hump(hour, 11, 3) + 1.0 * Hump(hour, 20.5, 2.5);
        var rush = 3.2 * Math.Exp(-hour / 0.5) + 0.8 * Math.Exp(-(24 - hour) / 0.2);
        return day + rush;
    }

    static double Hump(double hour, double top, double width) => Math.Exp(-(hour - top) * (hour - top) / (2 * width * width));
}
