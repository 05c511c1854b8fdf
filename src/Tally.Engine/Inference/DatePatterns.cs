using System.Globalization;

namespace Tally.Engine.Inference;

/// <summary>A way of writing dates and times that is neither SQL's nor ISO-8601's.</summary>
/// <param name="Text">As TO_TIMESTAMP and TO_DATE take it; .NET's is the same for these letters.</param>
/// <param name="IsDate">Whether there is no time of day.</param>
sealed record DatePattern(string Text, bool IsDate);

/// <summary>Finds the one pattern that fits all texts of a column.</summary>
sealed class DatePatterns
{
    // Of two that fit everything the first is taken: the day is told from the month by a value above 12, else as DuckDB tells it, month
    // first with slashes.
    static readonly DatePattern[] s_all = [.. Dates()
        .SelectMany(date => new[] { date, $"{date} H:mm", $"{date} H:mm:ss", $"{date} H:mm:ss.SSS" })
        .Select(text => new DatePattern(text, !text.Contains('H')))];

    List<DatePattern> _left = [.. s_all];

    /// <summary>The pattern that fits all texts so far, or null.</summary>
    public DatePattern? Found => _left.Count > 0 && _left.Count < s_all.Length ? _left[0] : null;

    static IEnumerable<string> Dates() => ["yyyy/M/d", "M/d/yyyy", "d/M/yyyy", "d.M.yyyy", "d-M-yyyy", "yyyy.M.d"];

    public void Add(string value)
    {
        if (_left.Count == 0) return;
        _left = value.Length is < 8 or > 24 ? [] : _left.FindAll(pattern => Fits(pattern, value));
    }

    static bool Fits(DatePattern pattern, string value) =>
        DateTime.TryParseExact(value, pattern.Text.Replace("SSS", "fff"), CultureInfo.InvariantCulture, DateTimeStyles.None, out _);
}
