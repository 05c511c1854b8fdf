using System.Text.RegularExpressions;

namespace Tally.Testing.Files;

/// <summary>The checkout that the tests were built from.</summary>
public static partial class Checkout
{
    /// <summary>The folder that holds Tally.slnx.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Data that lies beside the checkout, or null.</summary>
    public static string? Shared =>
        Directory.Exists(Path.Combine(Root, "../shared/data")) ? Path.GetFullPath(Path.Combine(Root, "../shared")) : null;

    /// <summary>The C# files below a folder, without what builds make.</summary>
    public static IEnumerable<string> SourceFiles(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories).Where(path => !Built().IsMatch(path));

    /// <summary>A path as it is written in the repository.</summary>
    public static string Relative(string path) => Path.GetRelativePath(Root, path).Replace('\\', '/');

    static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Tally.slnx"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("no Tally.slnx above the tests");
    }

    [GeneratedRegex(@"[/\\](bin|obj|node_modules)[/\\]")]
    private static partial Regex Built();
}
