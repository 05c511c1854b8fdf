using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Tally.Benchmarks.Harness;

// How figures come about.
//
// The driver starts itself once for each line, so that every line has a fresh heap, a peak of its own and the cores that it asks for, and
// one
// that fails or hangs takes nothing along. A line writes its figures to standard output, one JSON object a line; the rest of what it says
// goes on
// to standard error. At the end the figures of all lines are put side by side, and ratios are taken.

/// <summary>Measures lines one after the other, each in a process of its own.</summary>
sealed class Driver(BenchOptions options, string folder)
{
    public const string FigureMark = "figure ";

    /// <summary>Measures and gives all figures in the order of the lines.</summary>
    public async Task<List<Figure>> RunAsync(IReadOnlyList<Line> lines)
    {
        var figures = new List<Figure>();
        var startedAt = Stopwatch.GetTimestamp();
        for (var i = 0; i < lines.Count; i++)
        {
            Console.Error.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"[{i + 1}/{lines.Count}, {Stopwatch.GetElapsedTime(startedAt).TotalSeconds:0} s] {lines[i].Name}"
                )
            );
            var found = await RunAsync(lines[i]);
            foreach (var figure in found)
                Console.Error.WriteLine(
                    $"    {figure.What}: {FigureText.Value(figure)}{(figure.Detail.Length > 0 ? $" ({figure.Detail})" : "")}"
                );
            figures.AddRange(found);
        }
        return figures;
    }

    async Task<List<Figure>> RunAsync(Line line)
    {
        var figures = new List<Figure>();
        string? lastWords = null;
        using var process = Process.Start(StartOf(line))!;
        process.ErrorDataReceived += (_, said) => lastWords = Echo(said.Data) ?? lastWords;
        process.BeginErrorReadLine();
        // What does not depend on the seconds: making inputs, whole passes to warm up, starting servers.
        var limitSeconds = 300 + line.Length * options.Seconds * 3;
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(limitSeconds));
        string? reason = null;
        try
        {
            while (await process.StandardOutput.ReadLineAsync(limit.Token) is { } said)
            {
                if (said.StartsWith(FigureMark, StringComparison.Ordinal))
                    figures.Add(JsonSerializer.Deserialize<Figure>(said.AsSpan(FigureMark.Length), s_json)!);
                else
                    Echo(said);
            }
            await process.WaitForExitAsync(limit.Token);
            if (process.ExitCode != 0) reason = lastWords ?? $"ended with status {process.ExitCode}";
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            reason = $"not done after {limitSeconds:0} s";
        }
        if (reason is null && figures.Count == 0) reason = "it ended without a figure";
        if (reason is not null) figures.Add(Figure.NotMeasured(line.Name, line.What, reason));
        return figures;
    }

    static readonly JsonSerializerOptions s_json = new()
    {
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    public static void Emit(Figure figure)
    {
        Console.Out.WriteLine(FigureMark + JsonSerializer.Serialize(figure, s_json));
        Console.Out.Flush();
    }

    ProcessStartInfo StartOf(Line line)
    {
        string[] own =
            [
                Environment.ProcessPath!,
                "--line",
                line.Name,
                "--seconds",
                options.Seconds.ToString(CultureInfo.InvariantCulture),
                "--folder",
                folder,
            ];
        string[] all = line.Cores is null ? own : ["taskset", "-c", line.Cores, .. own];
        return new(all[0], all[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
    }

    static string? Echo(string? text)
    {
        if (text is not null) Console.Error.WriteLine("    " + text);
        return text;
    }
}
