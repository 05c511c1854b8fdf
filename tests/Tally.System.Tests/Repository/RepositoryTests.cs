using System.Text.RegularExpressions;

namespace Tally.System.Tests.Repository;

/// <summary>The style guide as tests: layout, sizes, names, calls.</summary>
public sealed partial class RepositoryTests(ITestOutputHelper output)
{
    /// <summary>Kernels: straight-line hot loops that are read as one piece. The list may only shrink.</summary>
    static readonly HashSet<string> s_longFunctions = [];

    const int MaxFileLines = 500, MaxFunctionLines = 70;

    [Fact]
    public void Files_and_functions_stay_small()
    {
        var files = Checkout.SourceFiles("src").Select(path => (Path: Checkout.Relative(path), Lines: File.ReadAllLines(path))).ToList();
        var functions = files
            .SelectMany(file =>
                CSharpText.Functions(file.Lines).Select(function => (Name: $"{file.Path}:{function.Name}", function.Length))
            )
            .ToList();
        Print("files", [.. files.Select(file => (file.Path, file.Lines.Length))]);
        Print("functions", [.. functions.Select(function => (function.Name, function.Length))]);
        Assert.Empty(
            files
                .Where(file => file.Lines.Length > MaxFileLines)
                .Select(file => $"{file.Path} has {file.Lines.Length} lines, at most {MaxFileLines} are allowed")
        );
        Assert.Empty(
            functions
                .Where(function => function.Length > MaxFunctionLines && !s_longFunctions.Contains(function.Name))
                .Select(function => $"{function.Name} has {function.Length} lines, at most {MaxFunctionLines} are allowed")
        );
    }

    [Fact]
    public void Names_say_what_a_thing_is()
    {
        var found = Checkout
            .SourceFiles("src")
            .Where(path => BannedName().IsMatch(Path.GetFileNameWithoutExtension(path)))
            .Select(Checkout.Relative);
        Assert.Empty(found.Select(path => $"{path}: name it for what it is, not Helper, Manager, Util, Common or Core"));
    }

    [Fact]
    public void Names_of_tests_are_sentences()
    {
        var names = from path in Checkout.SourceFiles("tests")
                    from Match test in TestMethod().Matches(File.ReadAllText(path))
                    select (Path: Checkout.Relative(path), Name: test.Groups[1].Value);
        var found = names.ToList();
        Assert.True(found.Count > 400, $"only {found.Count} tests are found");
        Assert.Empty(
            found.Where(test => !test.Name.Contains('_')).Select(test => $"{test.Path}: {test.Name} is no sentence with underscores")
        );
    }

    [Theory]
    [InlineData(@"\bDateTime(Offset)?\.(Utc)?Now\b", "take a TimeProvider")]
    [InlineData(@"\bThread\.Sleep\b", "wait for what you wait for")]
    [InlineData(@"\bnew Random\(\)", "take a seeded source of randomness")]
    [InlineData(@"\.RemoveAt\(0\)|\.Insert\(0,|\bOrderedDictionary<\w+, [^>]*>\??(\[\])? _",
        "it moves all others; take a Queue, a LinkedHashMap or an OrderedBag")]
    [InlineData(@"\b(new|catch \()\s*ArgumentException\b",
        "what users must mend has a type of its own: OptionException, BadRequestException")]
    [InlineData(@"catch\s*(\{|$)|catch \(Exception( \w+)?\)\s*$", "catch what you can handle")]
    public void Product_code_does_not_call(string pattern, string instead)
    {
        var regex = new Regex(pattern, RegexOptions.Multiline);
        var found = from path in Checkout.SourceFiles("src")
                    from line in File.ReadLines(path).Select((text, index) => (Text: text, Number: index + 1))
                    where regex.IsMatch(line.Text) && !line.Text.TrimStart().StartsWith("//", StringComparison.Ordinal)
                    select $"{Checkout.Relative(path)}:{line.Number}: {line.Text.Trim()} ({instead})";
        Assert.Empty(found);
    }

    [Fact]
    public void Operators_have_no_rows_keyed_by_strings()
    {
        var found = Checkout
            .SourceFiles("src/Tally.Engine/Operators")
            .Where(path => StringKeyedRow().IsMatch(File.ReadAllText(path)))
            .Select(Checkout.Relative);
        Assert.Empty(found);
    }

    [Fact]
    public void Namespaces_equal_folders()
    {
        var found = from path in Checkout.SourceFiles("src")
                    let declared = Namespace().Match(File.ReadAllText(path)).Groups[1].Value
                    let expected = Path.GetDirectoryName(Checkout.Relative(path))!["src/".Length..].Replace('/', '.')
                    where declared.Length > 0 && declared != expected
                    select $"{Checkout.Relative(path)} declares {declared}, its folder says {expected}";
        Assert.Empty(found);
    }

    [Fact]
    public void The_product_names_no_machine_and_no_shared_folder()
    {
        string[] folders = ["src", "pipelines", "docs", "deploy", "bench"];
        var files = folders.Select(folder => Path.Combine(Checkout.Root, folder)).Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            .Where(path =>
                TextFile().IsMatch(path)
                && !path.Contains("node_modules")
                && !path.Contains("/obj/")
                && !path.Contains("/bin/")
                && !path.Contains("wwwroot")
                && !path.Contains("dashboard/tests")
            )
            .Concat(["README.md", "CHANGELOG.md", "tally", "test"], path => Path.Combine(Checkout.Root, path));
        Assert.Empty(files.Where(path => File.Exists(path) && MachinePath().IsMatch(File.ReadAllText(path))).Select(Checkout.Relative));
    }

    void Print(string what, List<(string Name, int Length)> sizes)
    {
        sizes.Sort((a, b) => a.Length.CompareTo(b.Length));
        output.WriteLine(
            $"{what}: {sizes.Count}, median {sizes[sizes.Count / 2].Length} lines, p90 {sizes[sizes.Count * 9 / 10].Length}, largest " +
                $"{sizes[^1].Length} ({sizes[^1].Name})"
        );
    }

    [GeneratedRegex(@"(Helper|Helpers|Manager|Util|Utils|Utilities|Common|Core)$")]
    private static partial Regex BannedName();

    [GeneratedRegex(
        @"^    \[(?:Fact|Theory)\b.*\n(?:(?!    \[(?:Fact|Theory)|    \})    .*\n)*?    public (?:static )?(?:async )?[\w<>]+ (\w+)\(",
        RegexOptions.Multiline
    )]
    private static partial Regex TestMethod();

    [GeneratedRegex(@"Dictionary<string, object\??>")]
    private static partial Regex StringKeyedRow();

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"\.(cs|md|sql|ts|vue|json|yaml|yml|sh|csproj|props|cpp|html|css)$")]
    private static partial Regex TextFile();

    [GeneratedRegex(@"/work/|\.\./shared|/root/|registry\.npmjs\.org|api\.nuget\.org|deb\.debian\.org")]
    private static partial Regex MachinePath();
}

static class Sequences
{
    /// <summary>One sequence and then another, each of whose items is turned first.</summary>
    public static IEnumerable<T> Concat<T>(this IEnumerable<T> first, IEnumerable<T> second, Func<T, T> turn) =>
        first.Concat(second.Select(turn));
}
