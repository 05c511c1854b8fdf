using System.Globalization;

namespace Tally.Benchmarks.Harness;

/// <summary>Writes figures as people read them.</summary>
static class FigureText
{
    /// <summary>The value with its unit, or why there is none.</summary>
    public static string Value(Figure figure) =>
        figure.Missing is { } reason ? $"not measured: {reason}" : $"{Number(figure.Value)} {figure.Unit}".TrimEnd();

    /// <summary>The target, and whether it is reached.</summary>
    public static string Target(Figure figure)
    {
        var text = figure.AtLeast is { } least ? $"≥ {Number(least)}" : figure.AtMost is { } most ? $"≤ {Number(most)}" : "";
        return figure.IsReached switch { true => $"{text} ✓", false => $"{text} **missed**", _ => text };
    }

    /// <summary>Three significant digits; large numbers whole.</summary>
    public static string Number(double value) => Math.Abs(value) switch
    {
        >= 100 => value.ToString("N0", CultureInfo.InvariantCulture),
        >= 10 => value.ToString("0.#", CultureInfo.InvariantCulture),
        >= 0.1 => value.ToString("0.##", CultureInfo.InvariantCulture),
        _ => value.ToString("0.####", CultureInfo.InvariantCulture),
    };
}
