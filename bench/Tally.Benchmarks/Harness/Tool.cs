using System.ComponentModel;
using System.Diagnostics;

namespace Tally.Benchmarks.Harness;

/// <summary>Runs other programs: compilers and rivals.</summary>
static class Tool
{
    /// <summary>What a program wrote, and the CPU time that it used.</summary>
    public sealed record Outcome(string Output, double CpuSeconds, double WallSeconds);

    /// <exception cref="NotPossibleException">It is not installed or fails.</exception>
    public static async Task<Outcome> RunAsync(string program, IReadOnlyList<string> arguments)
    {
        try
        {
            var (startedAt, cpu) = (Stopwatch.GetTimestamp(), Memory.ChildrenCpuSeconds());
            using var process = Process.Start(
                new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true }
            )!;
            var errors = process.StandardError.ReadToEndAsync();
            var output = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            var wall = Stopwatch.GetElapsedTime(startedAt).TotalSeconds;
            if (process.ExitCode != 0)
                throw new NotPossibleException($"{program} ended with status {process.ExitCode}: {Last(await errors)}");
            return new(output.Trim(), Memory.ChildrenCpuSeconds() - cpu, wall);
        }
        catch (Win32Exception)
        {
            throw new NotPossibleException($"{program} is not installed");
        }
    }

    static string Last(string text) => text.Trim().Split('\n')[^1];
}
