using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Tally.Host.Sessions;

namespace Tally.Host.Commands;

/// <summary>tally bench: starts the program that measures Tally, which a checkout builds from bench/.</summary>
static class BenchCommand
{
    const string Program = "bench/Tally.Benchmarks/bin/Release/net10.0/Tally.Benchmarks";

    public static Command Create()
    {
        var names = new Argument<string[]>("name") { Description = "Items or single lines, as --list shows them; none: everything",
            Arity = ArgumentArity.ZeroOrMore };
        var seconds = new Option<double>("--seconds") { Description = "The measured time of each figure, after its warm-up",
            DefaultValueFactory = _ => 30 };
        var output =
            new Option<string?>("--out") { Description =
            "The file of the results; default, when everything is measured: bench/results/MACHINE.md, and the README's table" };
        var folder =
            new Option<string?>("--folder") { Description =
            "Where inputs and logs are while it runs, up to 20 GB; default: the temporary folder" };
        var list = new Option<bool>("--list") { Description = "Shows the names and measures nothing" };
        var command = new Command("bench", "Measures Tally on this machine (in a checkout)") { names, seconds, output, folder, list };
        command.SetAction((result, cancellation) =>
        {
            List<string> arguments =
                [.. result.GetValue(names) ?? [], "--seconds", result.GetValue(seconds).ToString(CultureInfo.InvariantCulture)];
            if (result.GetValue(output) is { } file) arguments.AddRange(["--out", file]);
            if (result.GetValue(folder) is { } scratch) arguments.AddRange(["--folder", scratch]);
            if (result.GetValue(list)) arguments.Add("--list");
            return RunAsync(arguments, cancellation);
        });
        return command;
    }

    static async Task<int> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellation)
    {
        if (Find() is not { } program) return ExitStatus.Fail($"{Program} was not found: ./tally bench in a checkout of Tally builds it");
        using var bench = Process.Start(new ProcessStartInfo(program, arguments))!;
        try
        {
            await bench.WaitForExitAsync(cancellation);
            return bench.ExitCode;
        }
        catch (OperationCanceledException)
        {
            bench.Kill(entireProcessTree: true);
            return ExitStatus.Failed;
        }
    }

    static string? Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, Program))) folder = folder.Parent;
        return folder is null ? null : Path.Combine(folder.FullName, Program);
    }
}
