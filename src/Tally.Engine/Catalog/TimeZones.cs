using System.Globalization;

namespace Tally.Engine.Catalog;

/// <summary>Finds time zones by the names that Flink takes: Asia/Shanghai, UTC, GMT+08:00.</summary>
static class TimeZones
{
    /// <summary>The zone, or null when there is none of that name.</summary>
    public static TimeZoneInfo? Find(string name)
    {
        if (name is "UTC" or "GMT" or "Z") return TimeZoneInfo.Utc;
        if (FixedOffset(name) is { } offset) return offset;
        return name.Length > 0 && !name.Contains("..") && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : null;
    }

    /// <summary>GMT+8 and +08:00.</summary>
    static TimeZoneInfo? FixedOffset(string name)
    {
        var offset = name.StartsWith("GMT", StringComparison.Ordinal) ? name[3..] : name;
        if (offset.Length < 2 || offset[0] is not ('+' or '-')) return null;
        var parts = offset[1..].Split(':');
        if (parts.Length > 2 || !TryNumber(parts[0], 14, out var hours)) return null;
        var minutes = 0;
        if (parts.Length == 2 && !TryNumber(parts[1], 59, out minutes)) return null;
        var shift = new TimeSpan(hours, minutes, 0) * (offset[0] == '-' ? -1 : 1);
        return shift.Duration() > TimeSpan.FromHours(14) ? null : TimeZoneInfo.CreateCustomTimeZone(name, shift, name, name);
    }

    static bool TryNumber(string text, int most, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && text.Length <= 2 && number <= most;

    /// <summary>The names known to the system, for hints.</summary>
    public static IEnumerable<string> Names => TimeZoneInfo.GetSystemTimeZones(true).Select(zone => zone.Id);
}
