using System.Reflection;
using System.Runtime.InteropServices;
using Confluent.Kafka;

namespace Tally.Log.Kafka.Native;

/// <summary>Finds the native client that all stands on: the one beside the program when it was built with one, else the system's.</summary>
static class NativeClient
{
    /// <summary>The name under which the functions are declared.</summary>
    public const string LibraryName = "librdkafka";

    static readonly string[] s_systemNames = ["librdkafka.so.1", "librdkafka.1.dylib", "librdkafka"];
    static readonly Lazy<string?> s_problem = new(Load);

    /// <summary>Makes sure that it is there.</summary>
    /// <exception cref="LogException">It is not; the message says what to install.</exception>
    public static void Require()
    {
        if (s_problem.Value is { } problem) throw Missing(problem);
    }

    /// <summary>What a user reads when it is not there.</summary>
    internal static LogException Missing(string problem) => new(LogErrorKind.Invalid,
        "Apache Kafka needs the native library librdkafka, which cannot be used here. Install it (Debian and Ubuntu: apt-get install "
            + "librdkafka1; Fedora: dnf install librdkafka; "
        + $"macOS: brew install librdkafka), or build Tally with -p:BundledLibrdkafka=true. The loader says: {problem}");

    static string? Load()
    {
        try
        {
            NativeLibrary.SetDllImportResolver(typeof(Library).Assembly, Resolve);
            NativeLibrary.SetDllImportResolver(typeof(NativeClient).Assembly, Resolve);
            Library.Load(null);
            return null;
        }
        catch (Exception error) when (error is DllNotFoundException or EntryPointNotFoundException or FileLoadException
            or InvalidOperationException or TypeInitializationException)
        {
            return error.GetBaseException().Message;
        }
    }

    static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        if (!name.Contains("rdkafka", StringComparison.Ordinal)) return 0;
        if (NativeLibrary.TryLoad(name, assembly, path, out var handle)) return handle;
        foreach (var known in s_systemNames)
            if (NativeLibrary.TryLoad(known, out handle)) return handle;
        return 0;
    }
}
