using System.Globalization;

namespace Tally.Engine.Catalog;

/// <summary>Reads durations and sizes as Flink writes them: '2 d', '30 s', '500ms', '64 mb'.</summary>
public static class Durations
{
    static readonly (string[] Names, double Milliseconds)[] Units =
    [
        (["", "ms", "milli", "millis", "millisecond", "milliseconds"], 1),
        (["s", "sec", "secs", "second", "seconds"], 1000),
        (["m", "min", "minute", "minutes"], 60_000),
        (["h", "hour", "hours"], 3_600_000),
        (["d", "day", "days"], 86_400_000),
        (["us", "µs", "micro", "micros", "microsecond", "microseconds"], 0.001),
        (["ns", "nano", "nanos", "nanosecond", "nanoseconds"], 0.000001),
    ];

    static readonly (string[] Names, long Bytes)[] Sizes =
    [
        (["", "b", "bytes"], 1), (["k", "kb", "kibibytes"], 1L << 10), (["m", "mb", "mebibytes"], 1L << 20),
        (["g", "gb", "gibibytes"], 1L << 30), (["t", "tb", "tebibytes"], 1L << 40),
    ];

    /// <summary>A duration; a number without a unit is milliseconds.</summary>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = default;
        if (!TrySplit(text, out var number, out var unit)) return false;
        foreach (var (names, milliseconds) in Units)
        {
            if (!names.Contains(unit)) continue;
            var total = number * milliseconds;
            if (total > TimeSpan.MaxValue.TotalMilliseconds / 2) return false;
            duration = TimeSpan.FromMilliseconds(total);
            return true;
        }
        return false;
    }

    /// <summary>A size in bytes; a number without a unit is bytes.</summary>
    public static bool TryParseSize(string text, out long bytes)
    {
        bytes = 0;
        if (!TrySplit(text, out var number, out var unit)) return false;
        foreach (var (names, size) in Sizes)
        {
            if (!names.Contains(unit) || number > long.MaxValue / size) continue;
            bytes = number * size;
            return true;
        }
        return false;
    }

    static bool TrySplit(string text, out long number, out string unit)
    {
        text = text.Trim();
        var digits = text.TakeWhile(char.IsAsciiDigit).Count();
        unit = text[digits..].Trim().ToLowerInvariant();
        return long.TryParse(text[..digits], NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }
}
