using System.Globalization;
using Tally.Engine.Expressions.Time.Patterns;

namespace Tally.Engine.Expressions.Time;

/// <summary>Time zones by the names that Java knows: of the zone database, as an offset from GMT, short ones such as PST.</summary>
static class ZoneNames
{
    static readonly Dictionary<string, string> Shorts = new()
    {
        ["ACT"] = "Australia/Darwin", ["AET"] = "Australia/Sydney", ["AGT"] = "America/Argentina/Buenos_Aires", ["ART"] = "Africa/Cairo",
        ["AST"] = "America/Anchorage", ["BET"] = "America/Sao_Paulo", ["BST"] = "Asia/Dhaka", ["CAT"] = "Africa/Harare",
        ["CNT"] = "America/St_Johns",
        ["CST"] = "America/Chicago", ["CTT"] = "Asia/Shanghai", ["EAT"] = "Africa/Addis_Ababa", ["ECT"] = "Europe/Paris",
        ["IET"] = "America/Indiana/Indianapolis", ["IST"] = "Asia/Kolkata", ["JST"] = "Asia/Tokyo", ["MIT"] = "Pacific/Apia",
        ["NET"] = "Asia/Yerevan",
        ["NST"] = "Pacific/Auckland", ["PLT"] = "Asia/Karachi", ["PNT"] = "America/Phoenix", ["PRT"] = "America/Puerto_Rico",
        ["PST"] = "America/Los_Angeles", ["SST"] = "Pacific/Guadalcanal", ["VST"] = "Asia/Ho_Chi_Minh", ["EST"] = "GMT-05:00",
        ["MST"] = "GMT-07:00",
        ["HST"] = "GMT-10:00",
    };

    // What log files and mails write; hours from UTC.
    static readonly Dictionary<string, double> Written = new()
    {
        ["UTC"] = 0, ["GMT"] = 0, ["UT"] = 0, ["WET"] = 0, ["WEST"] = 1, ["BST"] = 1, ["CET"] = 1, ["CEST"] = 2, ["EET"] = 2, ["EEST"] = 3,
        ["MSK"] = 3,
        ["IST"] = 5.5, ["HKT"] = 8, ["SGT"] = 8, ["JST"] = 9, ["KST"] = 9, ["AEST"] = 10, ["AEDT"] = 11, ["NZST"] = 12, ["NZDT"] = 13,
        ["EST"] = -5, ["EDT"] = -4, ["CST"] = -6, ["CDT"] = -5, ["MST"] = -7, ["MDT"] = -6, ["PST"] = -8, ["PDT"] = -7, ["AKST"] = -9,
        ["HST"] = -10,
    };

    /// <summary>The zone of a name, or null when there is none of it.</summary>
    public static TimeZoneInfo? Find(string name)
    {
        if (Shorts.TryGetValue(name, out var full)) name = full;
        if (name is "UTC" or "GMT") return TimeZoneInfo.Utc;
        if (name.StartsWith("GMT", StringComparison.Ordinal)) return TryGmt(name[3..], out var offset) ? Fixed(offset, name) : null;
        return name.Length > 0 && !name.Contains("..") && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) && zone.Id == name
            ? zone
            : null;
    }

    static TimeZoneInfo Fixed(TimeSpan offset, string name) => TimeZoneInfo.CreateCustomTimeZone(name, offset, name, name);

    // +8, +08, +0800 or +08:00.
    static bool TryGmt(string text, out TimeSpan offset)
    {
        offset = default;
        if (text.Length < 2 || text[0] is not ('+' or '-')) return false;
        var (hours, minutes) = text.IndexOf(':') is > 0 and var colon
            ? (text[1..colon], text[(colon + 1)..])
            : text.Length > 3
            ? (text[1..^2], text[^2..])
            : (text[1..], "00");
        if (hours.Length > 2 || minutes.Length != 2 || !TryDigits(hours, out var h) || !TryDigits(minutes, out var m) || h > 23 || m > 59)
            return false;
        offset = new TimeSpan(h, m, 0) * (text[0] == '-' ? -1 : 1);
        return Math.Abs(offset.TotalHours) <= 14;
    }

    static bool TryDigits(string text, out int value) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);

    /// <summary>How far from UTC a zone's name in a text is; a zone with daylight saving counts by its standard time.</summary>
    public static bool TryOffset(string name, out TimeSpan offset)
    {
        offset = default;
        if (Written.TryGetValue(name, out var hours)) offset = TimeSpan.FromHours(hours);
        else if (Find(name) is { } zone) offset = zone.BaseUtcOffset;
        else return false;
        return true;
    }

    /// <summary>The name of a zone as the letter z writes it.</summary>
    public static string Short(ZoneMoment moment, bool isLong)
    {
        if (moment.Zone.BaseUtcOffset == TimeSpan.Zero && moment.Zone.Id is "UTC" or "Etc/UTC")
            return isLong ? "Coordinated Universal Time" : "UTC";
        if (isLong)
            throw new EvaluationException(
                "the long name of a time zone (zzzz) is known of UTC only; write z, or VV for its name in the database");
        if (moment.Zone.Id.StartsWith("GMT", StringComparison.Ordinal)) return moment.Zone.Id;
        var named = Shorts.FirstOrDefault(pair => pair.Value == moment.Zone.Id).Key;
        return Abbreviation(moment.Zone.Id, moment.IsDaylight) ?? named ?? moment.Zone.Id;
    }

    static string? Abbreviation(string id, bool isDaylight) => id switch
    {
        "America/New_York" or "US/Eastern" or "America/Toronto" => isDaylight ? "EDT" : "EST",
        "America/Chicago" or "US/Central" => isDaylight ? "CDT" : "CST",
        "America/Denver" or "US/Mountain" => isDaylight ? "MDT" : "MST",
        "America/Los_Angeles" or "US/Pacific" => isDaylight ? "PDT" : "PST",
        "Europe/Berlin" or "Europe/Paris" or "Europe/Madrid" or "Europe/Rome" or "Europe/Amsterdam" or "Europe/Vienna" or "Europe/Zurich"
            or "Europe/Stockholm" or "Europe/Oslo"
            or "Europe/Warsaw" or "Europe/Prague" or "Europe/Brussels" or "Europe/Copenhagen" => isDaylight ? "CEST" : "CET",
        "Europe/London" => isDaylight ? "BST" : "GMT",
        "Europe/Helsinki" or "Europe/Athens" or "Europe/Kiev" or "Europe/Kyiv" => isDaylight ? "EEST" : "EET",
        "Europe/Moscow" => "MSK",
        "Asia/Shanghai" or "Asia/Taipei" => "CST",
        "Asia/Hong_Kong" => "HKT",
        "Asia/Singapore" => "SGT",
        "Asia/Seoul" => "KST",
        "Australia/Sydney" or "Australia/Melbourne" => isDaylight ? "AEDT" : "AEST",
        _ => null,
    };
}
