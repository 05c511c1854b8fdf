using System.Text.RegularExpressions;

namespace Tally.System.Tests.Repository;

/// <summary>No line is wider than a reader's window, without exceptions.</summary>
public sealed partial class WidthTests
{
    const int MaxColumns = 140;

    static readonly string[] s_folders = ["src", "tests", "bench", "deploy", "pipelines"];

    [Fact]
    public void Lines_have_at_most_140_columns()
    {
        var files =
            s_folders.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Checkout.Root, folder), "*", SearchOption.AllDirectories))
            .Where(path => Text().IsMatch(path) && !Elsewhere().IsMatch(path))
            .Concat(["tally", "test", "Directory.Build.props", "Directory.Packages.props"], name => Path.Combine(Checkout.Root, name))
            .ToList();
        Assert.True(files.Count > 500, $"only {files.Count} files are found");
        Assert.Empty(from path in files
                     from line in File.ReadLines(path).Select((text, index) => (Text: text, Number: index + 1))
                     where line.Text.Length > MaxColumns
                     select $"{Checkout.Relative(path)}:{line.Number} has {line.Text.Length} columns");
    }

    [GeneratedRegex(@"\.(cs|ts|vue|csproj|props|sh)$")]
    private static partial Regex Text();

    // What builds make and what packages bring.
    [GeneratedRegex(@"[/\\](bin|obj|node_modules|wwwroot|dist)[/\\]")]
    private static partial Regex Elsewhere();
}
