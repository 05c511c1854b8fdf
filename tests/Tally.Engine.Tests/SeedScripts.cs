namespace Tally.Engine.Tests;

/// <summary>The repository's own scripts: SQL of every form, right and wrong, from which fuzzers start.</summary>
static class SeedScripts
{
    /// <summary>The root of the repository.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The seeds under tests and the shop's pipelines, sorted by path.</summary>
    public static IReadOnlyList<(string Path, string Sql)> All { get; } =
    [
        .. new[] { "tests/Tally.Engine.Tests/scripts/seeds", "pipelines" }
            .SelectMany(Scripts)
            .Select(path => (Path.GetRelativePath(Root, path), File.ReadAllText(path))),
    ];

    static IEnumerable<string> Scripts(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), "*.sql", SearchOption.AllDirectories).Order(StringComparer.Ordinal);

    static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Tally.slnx"))) return folder.FullName;
        throw new InvalidOperationException("the tests do not run inside the repository");
    }
}
