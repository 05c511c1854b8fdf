using System.Globalization;

namespace Tally.Log.Embedded;

/// <summary>The names of a partition's files: the first offset in 20 digits, and what it is.</summary>
static class SegmentNames
{
    public const string Log = ".log";
    public const string Index = ".index";
    public const string Positions = ".positions";
    public const string Damaged = ".damaged";

    /// <summary>The path of one of a segment's files.</summary>
    public static string PathOf(string directory, long baseOffset, string suffix) =>
        Path.Combine(directory, baseOffset.ToString("D20", CultureInfo.InvariantCulture) + suffix);

    /// <summary>The offset in a file's name; false when the name has another suffix or is none of ours.</summary>
    public static bool TryParse(string name, string suffix, out long baseOffset)
    {
        baseOffset = -1;
        return name.Length == 20 + suffix.Length && name.EndsWith(suffix, StringComparison.Ordinal)
            && long.TryParse(name.AsSpan(0, 20), NumberStyles.None, CultureInfo.InvariantCulture, out baseOffset);
    }
}
