using System.Globalization;

namespace Tally.Engine.Connectors;

/// <summary>Reads the values of options as Flink writes them: '10 s', '128mb'.</summary>
public static class OptionValues
{
    /// <exception cref="ArgumentException">It is no duration.</exception>
    public static TimeSpan Duration(string text)
    {
        var (number, unit) = Split(text);
        return number * unit switch
        {
            "" or "ms" or "milli" or "millis" or "millisecond" or "milliseconds" => TimeSpan.FromMilliseconds(1),
            "s" or "sec" or "secs" or "second" or "seconds" => TimeSpan.FromSeconds(1),
            "m" or "min" or "minute" or "minutes" => TimeSpan.FromMinutes(1),
            "h" or "hour" or "hours" => TimeSpan.FromHours(1),
            "d" or "day" or "days" => TimeSpan.FromDays(1),
            _ => throw new ArgumentException($"'{text}' is no duration; expected a number and ms, s, min, h or d"),
        };
    }

    /// <summary>A number of bytes.</summary>
    /// <exception cref="ArgumentException">It is no size.</exception>
    public static long SizeBytes(string text)
    {
        var (number, unit) = Split(text);
        return (long)number * unit switch
        {
            "" or "b" or "bytes" => 1L,
            "k" or "kb" or "kibibytes" => 1L << 10,
            "m" or "mb" or "mebibytes" => 1L << 20,
            "g" or "gb" or "gibibytes" => 1L << 30,
            _ => throw new ArgumentException($"'{text}' is no size; expected a number and b, kb, mb or gb"),
        };
    }

    static (double Number, string Unit) Split(string text)
    {
        var trimmed = text.Trim();
        var digits = 0;
        while (digits < trimmed.Length && (char.IsAsciiDigit(trimmed[digits]) || trimmed[digits] == '.')) digits++;
        return double.TryParse(trimmed.AsSpan(0, digits), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            ? (number, trimmed[digits..].Trim().ToLowerInvariant())
            : throw new ArgumentException($"'{text}' does not begin with a number");
    }
}
