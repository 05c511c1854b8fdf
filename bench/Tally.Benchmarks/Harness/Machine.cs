using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Tally.Engine.Execution;

namespace Tally.Benchmarks.Harness;

/// <summary>What the figures were measured on.</summary>
static partial class Machine
{
    public static string Cpu { get; } = CpuModel();

    /// <summary>The file name of this machine's results, without its extension: "amd-epyc-2-cores".</summary>
    public static string Slug { get; } =
        NotWord()
            .Replace($"{Cpu} {Environment.ProcessorCount} cores".ToLowerInvariant().Replace("(r)", "").Replace("(tm)", ""), "-")
            .Trim('-');

    /// <summary>Rows of name and value.</summary>
    public static IEnumerable<(string Name, string Value)> Describe(double seconds, TimeProvider clock)
    {
        yield return ("CPU", $"{Cpu}, {Environment.ProcessorCount} cores");
        yield return (
            "memory",
            string.Create(CultureInfo.InvariantCulture, $"{GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1e9:0} GB")
        );
        yield return ("system", $"{OsName()}, Linux {Environment.OSVersion.Version.ToString(3)}");
        yield return ("runtime", $"{RuntimeInformation.FrameworkDescription}, workstation GC");
        yield return (
            "Tally",
            typeof(LiveStatistics).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion is { } version
                ? Short(version)
                : "unknown"
        );
        yield return ("rivals", string.Join(", ", Rivals()));
        yield return ("date", clock.GetUtcNow().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) + " UTC");
        yield return ("time per figure", string.Create(CultureInfo.InvariantCulture, $"{seconds:0.#} s after a warm-up"));
    }

    static IEnumerable<string> Rivals()
    {
        yield return "simdjson " + (Ask("dpkg-query", "-W", "-f=${Version}", "libsimdjson-dev") ?? "not installed");
        yield return "g++ " + (Ask("g++", "-dumpfullversion") ?? "not installed");
        yield return Ask("goaccess", "--version")?.Split('\n')[0].TrimEnd('.') ?? "GoAccess not installed";
    }

    static string Short(string version) =>
        version.IndexOf('+') is > 0 and var plus && version.Length > plus + 9 ? version[..(plus + 9)] : version;

    static string CpuModel() =>
        (
            Ask("lscpu")
                ?.Split('\n')
                .FirstOrDefault(line => line.StartsWith("Model name:", StringComparison.Ordinal))
                ?["Model name:".Length..].Trim()
        )
            is { Length: > 0 } name
            ? name.Split('@')[0].Trim()
            : RuntimeInformation.ProcessArchitecture.ToString();

    static string OsName() =>
        File.Exists("/etc/os-release")
            ? File.ReadLines("/etc/os-release")
                .FirstOrDefault(line => line.StartsWith("PRETTY_NAME=", StringComparison.Ordinal))
                ?["PRETTY_NAME=".Length..].Trim('"')
                ?? "Linux"
            : "Linux";

    /// <summary>What a program prints, or null when it is not there or fails.</summary>
    public static string? Ask(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true }
            )!;
            var text = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? text.Trim() : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    [GeneratedRegex("[^a-z0-9]+")]
    private static partial Regex NotWord();
}
