using System.Globalization;

namespace Tally.Results;

/// <summary>One comment above a view that begins with @, such as "@unit CNY".</summary>
/// <param name="Line">The comment without its dashes.</param>
sealed record MetricComment(string Tag, string Text, string Line)
{
    /// <summary>The first word of the text and what follows it.</summary>
    public (string First, string Remainder) Words => Split(Text);

    public static IReadOnlyList<MetricComment> Of(IEnumerable<string> lines) =>
        [.. lines.Select(line => line.Trim()).Where(line => line.StartsWith('@')).Select(line => (Parts: Split(line[1..]), line))
            .Select(one => new MetricComment(one.Parts.First, one.Parts.Remainder, one.line))];

    /// <summary>Four numbers as a place; null when they are none within the grid.</summary>
    public static MetricPlace? Place(string text)
    {
        var numbers = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (numbers.Length != 4 || !numbers.All(number => int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out _)))
            return null;
        var cells = Array.ConvertAll(numbers, number => int.Parse(number, CultureInfo.InvariantCulture));
        var place = new MetricPlace(cells[0], cells[1], cells[2], cells[3]);
        return place.IsInside() ? place : null;
    }

    internal static (string First, string Remainder) Split(string text)
    {
        var trimmed = text.Trim();
        var end = trimmed.AsSpan().IndexOfAny(" \t");
        return end < 0 ? (trimmed, "") : (trimmed[..end], trimmed[end..].Trim());
    }
}
