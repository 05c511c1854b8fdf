using System.Globalization;

namespace Tally.Engine.Catalog;

/// <summary>Checks the value of an option or setting against its kind.</summary>
static class OptionValues
{
    /// <summary>What is expected instead, or null when the value is fine.</summary>
    /// <param name="kind">As in <see cref="Formats.OptionDefinition"/>, or "zone".</param>
    public static string? Problem(string kind, string value) => kind switch
    {
        "string" => null,
        "boolean" => bool.TryParse(value, out _) ? null : "true or false",
        "int" => int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) ? null : "a whole number",
        "long" => long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) ? null : "a whole number",
        "double" => double.TryParse(value, CultureInfo.InvariantCulture, out _) ? null : "a number",
        "duration" => Durations.TryParse(value, out _) ? null : "a duration such as '30 s', '10 min' or '2 d'",
        "size" => Durations.TryParseSize(value, out _) ? null : "a size such as '64 kb' or '16 mb'",
        "char" => IsCharacter(value) ? null : "one character",
        "zone" => TimeZones.Find(value) is not null ? null : "a time zone such as Asia/Shanghai, UTC or GMT+08:00",
        _ => Choices(kind).Contains(value) ? null : $"one of {string.Join(", ", Choices(kind))}",
    };

    /// <summary>The values allowed for a kind that lists them.</summary>
    public static IEnumerable<string> Choices(string kind) =>
        kind.Contains('|') ? kind.Split('|').Select(choice => choice.Trim()) : kind == "zone" ? TimeZones.Names : [];

    // One character, or one written with a backslash: \t, \\, \u0001.
    static bool IsCharacter(string value) =>
        value.Length == 1 || (value.Length == 2 && value[0] == '\\')
        || (value.Length == 6 && value.StartsWith("\\u", StringComparison.Ordinal) && value[2..].All(char.IsAsciiHexDigit));
}
