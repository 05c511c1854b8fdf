using System.Globalization;
using Tally.Engine.Catalog;
using Tally.Engine.Formats;

namespace Tally.Agent.Tail;

/// <summary>How files are followed.</summary>
/// <param name="Path">A file, a folder or a pattern (<see cref="Tally.Engine.Connectors.Files.GlobPattern"/>).</param>
/// <param name="Agent">The name of this machine in the ids of sources; it must not change.</param>
/// <param name="FromEnd">Whether what files already hold at the first start is left out.</param>
/// <param name="MaxOpen">How many files are open at once.</param>
sealed record TailOptions(string Path, string Agent, int PollIntervalMs, int MaxLineBytes, bool FromEnd, int MaxOpen = 1000)
{
    public static readonly IReadOnlyList<OptionDefinition> Definitions =
    [
        new("path", "string", null, true,
            "A file, a folder, or a pattern: * and ? in a name, ** for folders, [0-9], {a,b}; rotated files should match it."),
        new("tail.poll-interval", "duration", "100 ms", false, "How often files are looked at."),
        new("tail.max-line", "size", "1 mb", false, "Longer lines are cut off there and become dead letters."),
        new("tail.start", "beginning|end", "beginning", false, "Where a file that was never seen before is read from."),
        new("tail.max-open", "int", "1000", false, "How many files are open at once; others wait until one was read to its end."),
        Charset.Definition,
        new("tail.agent", "string", null, false, "The name of this machine in the ids of sources; default: its host name."),
    ];

    public static TailOptions Read(IReadOnlyDictionary<string, string> options, string workingDirectory) => new(
        System.IO.Path.GetFullPath(options["path"], workingDirectory),
        options.GetValueOrDefault("tail.agent", Environment.MachineName),
        Number(options.GetValueOrDefault("tail.poll-interval", "100 ms"), [("ms", 1), ("s", 1000)]),
        Number(options.GetValueOrDefault("tail.max-line", "1 mb"), [("kb", 1 << 10), ("mb", 1 << 20), ("b", 1)]),
        options.GetValueOrDefault("tail.start") == "end",
        int.Parse(options.GetValueOrDefault("tail.max-open", "1000"), CultureInfo.InvariantCulture) is > 0 and var count
            ? count
            : throw new OptionException("'tail.max-open' is 0, expected at least 1"));

    /// <summary>A whole number with a unit.</summary>
    static int Number(string text, ReadOnlySpan<(string Unit, int Factor)> units)
    {
        foreach (var (unit, factor) in units)
            if (text.EndsWith(unit, StringComparison.OrdinalIgnoreCase)
                && int.TryParse(text[..^unit.Length].Trim(), CultureInfo.InvariantCulture, out var number)) return checked(number * factor);
        throw new OptionException(
            $"'{text}' is not a number with one of the units {string.Join(", ", units.ToArray().Select(pair => pair.Unit))}");
    }
}
