using System.Collections.Immutable;
using Tally.Engine.Sql;

namespace Tally.Engine.Catalog;

/// <summary>The values made by SET: known keys are checked, unknown keys of Flink are kept with a warning, unknown keys of Tally
/// refused.</summary>
sealed class SessionSettings(List<SqlError> warnings)
{
    const string ZoneKey = "table.local-time-zone";

    public ImmutableDictionary<string, string> Values { get; private set; } = ImmutableDictionary<string, string>.Empty;

    public TimeZoneInfo TimeZone { get; private set; } = TimeZoneInfo.Utc;

    public void Set(string key, string value, TextSpan span)
    {
        if (SettingDefinition.ByKey.TryGetValue(key, out var setting)) Check(setting, value, span);
        else Unknown(key, span);
        Values = Values.SetItem(key, value);
        if (key == ZoneKey) TimeZone = Zone(value);
    }

    /// <summary>Forgets a key, or all.</summary>
    public void Reset(string? key, TextSpan span)
    {
        if (key is not null && !Values.ContainsKey(key) && !SettingDefinition.ByKey.ContainsKey(key)) Unknown(key, span);
        Values = key is null ? Values.Clear() : Values.Remove(key);
        if (key is null or ZoneKey) TimeZone = TimeZoneInfo.Utc;
    }

    static TimeZoneInfo Zone(string value) => value == "default" ? TimeZoneInfo.Utc : TimeZones.Find(value)!;

    static void Check(SettingDefinition setting, string value, TextSpan span)
    {
        if (setting.Key == ZoneKey && value == "default") return;
        if (OptionValues.Problem(setting.Kind, value) is not { } expected) return;
        throw new SqlException(ErrorCode.BadOption, span, $"'{setting.Key}' is '{value}', expected {expected}",
            NearNames.HintQuoted(value, OptionValues.Choices(setting.Kind)));
    }

    void Unknown(string key, TextSpan span)
    {
        var hint = NearNames.HintQuoted(key, SettingDefinition.ByKey.Keys);
        if (key.StartsWith("tally.", StringComparison.Ordinal))
            throw new SqlException(ErrorCode.UnknownOption, span, $"there is no setting '{key}'", hint);
        warnings.Add(new SqlError(ErrorCode.UnknownOption, span,
            $"Tally has no setting '{key}': it is kept for Flink and changes nothing here", hint));
    }
}
