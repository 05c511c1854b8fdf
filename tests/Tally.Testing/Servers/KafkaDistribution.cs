using System.Diagnostics;

namespace Tally.Testing.Servers;

/// <summary>The Kafka that is at hand: KAFKA_HOME (any unpacked one from 3.3 on), else that of ../shared, else Docker.</summary>
/// <param name="Libraries">The folder of its jars; null: a container.</param>
public sealed record KafkaDistribution(string? Libraries)
{
    public const string DockerImage = "apache/kafka:4.1.0";

    /// <summary>What is at hand, or why nothing is.</summary>
    public static (KafkaDistribution? Distribution, string Reason) Find()
    {
        if (NativeLibraryIsMissing()) return (null, "librdkafka is not installed (Debian: librdkafka1)");
        var home = Environment.GetEnvironmentVariable("KAFKA_HOME");
        var libraries = home is not null ? Path.Combine(home, "libs") : Shared();
        if (libraries is not null)
        {
            if (!Directory.Exists(libraries)) return (null, $"KAFKA_HOME is {home}, and there is no folder libs");
            return Answers("java", "-version") ? (new(libraries), "") : (null, "Java is not installed");
        }
        return Answers("docker", "info")
            ? (new((string?)null), "")
            : (null, "there is no Kafka: KAFKA_HOME is not set, ../shared/servers/kafka is absent and Docker does not answer");
    }

    static bool NativeLibraryIsMissing()
    {
        foreach (var name in new[] { "librdkafka.so.1", "librdkafka.1.dylib", "librdkafka" })
            if (global::System.Runtime.InteropServices.NativeLibrary.TryLoad(name, typeof(KafkaDistribution).Assembly, null, out _))
                return false;
        return true;
    }

    static string? Shared()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            var path = Path.Combine(at.FullName, "shared", "servers", "kafka", "libs");
            if (Directory.Exists(path)) return path;
        }
        return null;
    }

    static bool Answers(string program, string argument)
    {
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo(program, argument) { RedirectStandardError = true, RedirectStandardOutput = true }
            )!;
            process.StandardOutput.ReadToEnd();
            return process.WaitForExit(20_000) && process.ExitCode == 0;
        }
        catch (global::System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
