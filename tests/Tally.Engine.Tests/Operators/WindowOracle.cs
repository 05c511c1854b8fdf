using Tally.Engine.Operators.Windows.Kinds;
using Tally.Engine.Operators.Windows.Slices;
using Tally.Engine.Operators.Windows;

namespace Tally.Engine.Tests.Operators;

/// <summary>One row of the window tests.</summary>
/// <param name="Watermark">Of its partition, just before it.</param>
sealed record TimedRow(long Time, string? Key, long Value, long Watermark);

/// <summary>Computes window aggregates the slow and obvious way: every window by itself, from all rows.</summary>
static class WindowOracle
{
    /// <summary>The rows that "key, SUM(value), COUNT(*), start, end" must have.</summary>
    public static List<string> Aggregate(WindowFunction window, IReadOnlyList<TimedRow> rows)
    {
        var result = new List<string>();
        foreach (var (start, end) in rows.SelectMany(row => WindowsOf(window, Local(window.Zone, row.Time))).Distinct())
        {
            var over = OverAt(window.Zone, end - 1);
            var inside = rows.Where(row =>
                Local(window.Zone, row.Time) is var local && local >= start && local < end && row.Watermark < over
            );
            foreach (var group in inside.GroupBy(row => row.Key ?? "NULL"))
                result.Add($"{group.Key},{group.Sum(row => row.Value)},{group.Count()},{start},{end}");
        }
        result.Sort(string.CompareOrdinal);
        return result;
    }

    /// <summary>All windows that hold a local time, for CUMULATE every step of them.</summary>
    static IEnumerable<(long Start, long End)> WindowsOf(WindowFunction window, long local)
    {
        if (window.Kind == WindowKind.Cumulate)
        {
            var start = Floor(local - window.OffsetMs, window.SizeMs) + window.OffsetMs;
            for (var end = start + window.SlideMs; end <= start + window.SizeMs; end += window.SlideMs)
                if (end > local) yield return (start, end);
            yield break;
        }
        var slide = window.Kind == WindowKind.Tumble ? window.SizeMs : window.SlideMs;
        for (var start = Floor(local - window.OffsetMs, slide) + window.OffsetMs; start > local - window.SizeMs; start -= slide)
            yield return (start, start + window.SizeMs);
    }

    static long Floor(long value, long unit) => (long)Math.Floor((decimal)value / unit) * unit;

    public static long Local(TimeZoneInfo? zone, long instant) => zone is null ? instant : instant + Offset(zone, instant);

    static long Offset(TimeZoneInfo zone, long instant) =>
        (long)zone.GetUtcOffset(DateTimeOffset.FromUnixTimeMilliseconds(instant)).TotalMilliseconds;

    /// <summary>The instant from which a local millisecond cannot come (again): its last occurrence, or the end of the gap that it lies
    /// in.</summary>
    public static long OverAt(TimeZoneInfo? zone, long local)
    {
        if (zone is null) return local;
        long[] offsets = [Offset(zone, local - 86_400_000), Offset(zone, local + 86_400_000)];
        var instants = offsets.Select(offset => local - offset).Where(instant => Local(zone, instant) == local).ToList();
        if (instants.Count > 0) return instants.Max();
        var (before, after) = (local - offsets.Max() - 86_400_000, local - offsets.Min() + 86_400_000);
        while (after - before > 1)
        {
            var middle = (before + after) / 2;
            if (Local(zone, middle) > local) after = middle;
            else before = middle;
        }
        return after;
    }
}
