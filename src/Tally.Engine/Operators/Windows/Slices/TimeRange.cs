using System.Numerics;

namespace Tally.Engine.Operators.Windows.Slices;

/// <summary>The least and the greatest of many times.</summary>
static class TimeRange
{
    /// <param name="times">At least one.</param>
    public static (long Least, long Greatest) Of(ReadOnlySpan<long> times)
    {
        var (least, greatest) = (times[0], times[0]);
        if (times.Length >= Vector<long>.Count)
        {
            var leasts = new Vector<long>(times);
            var greatests = leasts;
            while (times.Length >= Vector<long>.Count)
            {
                var next = new Vector<long>(times);
                leasts = Vector.Min(leasts, next);
                greatests = Vector.Max(greatests, next);
                times = times[Vector<long>.Count..];
            }
            for (var i = 0; i < Vector<long>.Count; i++) (least, greatest) = (Math.Min(least, leasts[i]), Math.Max(greatest, greatests[i]));
        }
        foreach (var time in times) (least, greatest) = (Math.Min(least, time), Math.Max(greatest, time));
        return (least, greatest);
    }
}
