using System.Globalization;

namespace Tally.Benchmarks.Harness;

/// <summary>What the command line asks for.</summary>
/// <param name="Names">Items ("shop") or single lines ("shop/log"); none: all.</param>
/// <param name="Seconds">The measured time of a figure, after its warm-up.</param>
/// <param name="Out">The file of the results; null: bench/results of the checkout when everything is measured, else none.</param>
/// <param name="Folder">Where inputs and logs are written while it runs; null: the system's temporary folder.</param>
/// <param name="Line">The one line to measure in this process, as the driver asks for it.</param>
sealed record BenchOptions(IReadOnlyList<string> Names, double Seconds, string? Out, string? Folder, string? Line, bool List)
{
    public const string Usage = """
        usage: tally bench [NAME…] [--seconds N] [--out FILE] [--folder DIR] [--list]
          NAME       an item such as shop, or one line such as shop/log; none: everything
          --seconds  the measured time of each figure after its warm-up (default 30)
          --out      the file of the results (default, when everything is measured: bench/results/MACHINE.md and the README's table)
          --folder   where inputs and logs are kept while it runs (default: the temporary folder); needs 20 GB at the default time
          --list     the names
        """;

    /// <exception cref="ArgumentException">An option is not known or has no proper value.</exception>
    public static BenchOptions Parse(IReadOnlyList<string> arguments)
    {
        var (names, seconds, list) = (new List<string>(), 30.0, false);
        string? output = null, folder = null, line = null;
        for (var i = 0; i < arguments.Count; i++)
        {
            string Value() => ++i < arguments.Count ? arguments[i] : throw new ArgumentException($"{arguments[i - 1]} needs a value");
            switch (arguments[i])
            {
                case "--seconds": seconds = Number(Value()); break;
                case "--out": output = Path.GetFullPath(Value()); break;
                case "--folder": folder = Path.GetFullPath(Value()); break;
                case "--line": line = Value(); break;
                case "--list": list = true; break;
                case ['-', ..] unknown: throw new ArgumentException($"{unknown} is not an option");
                default: names.Add(arguments[i]); break;
            }
        }
        return new(names, seconds, output, folder, line, list);
    }

    static double Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value is > 0 and <= 3600
            ? value
            : throw new ArgumentException($"--seconds is '{text}', expected a number above 0");
}
