using Xunit;

namespace Tally.Engine.Tests;

/// <summary>The conformance scripts beside the repository; tests that need them skip where they are absent.</summary>
static class ConformanceScripts
{
    static readonly string? Root = Find();

    /// <summary>Where paths inside the scripts start; the test skips where it is absent.</summary>
    public static string Folder
    {
        get
        {
            if (Root is null) Assert.Skip("sql-conformance is not beside the repository");
            return Root;
        }
    }

    /// <summary>All scripts with their texts, sorted by path.</summary>
    public static IReadOnlyList<(string Path, string Sql, string? Error)> All()
    {
        if (Root is null) Assert.Skip("sql-conformance is not beside the repository");
        return [.. Directory.EnumerateFiles(Root, "*.sql", SearchOption.AllDirectories).Order().Select(Read)];
    }

    static (string, string, string?) Read(string path)
    {
        var error = Path.ChangeExtension(path, ".error");
        return (Path.GetRelativePath(Root!, path), File.ReadAllText(path), File.Exists(error) ? File.ReadAllText(error) : null);
    }

    static string? Find()
    {
        var scripts = Path.GetFullPath(Path.Combine(SeedScripts.Root, "../shared/sql-conformance"));
        return Directory.Exists(scripts) ? scripts : null;
    }
}
