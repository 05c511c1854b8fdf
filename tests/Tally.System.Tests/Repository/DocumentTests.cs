using System.Globalization;
using System.Text.RegularExpressions;
using Tally.Host.Configuration;

namespace Tally.System.Tests.Repository;

/// <summary>The documents name only what exists, and name all that an operator needs.</summary>
public sealed partial class DocumentTests
{
    static readonly MarkdownText s_operating = new(Path.Combine(Checkout.Root, "docs/operating.md"));

    [Fact]
    public void Links_lead_to_files() =>
        Assert.Empty(
            from document in MarkdownText.All
            from path in document.LinkedPaths
            where !Path.Exists(path)
            select $"{document.Name}: {Checkout.Relative(path)} does not exist"
        );

    [Fact]
    public void Paths_exist() =>
        Assert.Empty(from document in MarkdownText.All
                     from code in document.Code
                     where RepositoryPath().IsMatch(code) && !IsBuilt(code) && !Path.Exists(Path.Combine(Checkout.Root, code))
                     select $"{document.Name}: {code} does not exist");

    [Theory]
    [InlineData("docs/architecture.md", 30)]
    [InlineData("docs/testing.md", 10)]
    public void Names_in_the_tour_are_those_of_the_code(string document, int leastCount)
    {
        var words = Sources("src", "tests").SelectMany(text => Word().Matches(text)).Select(match => match.Value);
        var named = Document(document).Code.Where(code => Name().IsMatch(code)).ToHashSet();
        Assert.True(named.Count >= leastCount, $"only {named.Count} names are found");
        Assert.Empty(named.Except(words));
    }

    [Fact]
    public void Every_folder_of_tests_is_documented()
    {
        var folders =
            from project in Directory.GetDirectories(Path.Combine(Checkout.Root, "tests"), "*.Tests")
            from folder in Directory.GetDirectories(project)
            where
                Directory.EnumerateFiles(folder, "*Tests.cs", SearchOption.AllDirectories).Any()
                && !folder.EndsWith("/obj", StringComparison.Ordinal)
            select Checkout.Relative(folder);
        Assert.Empty(folders.Except(Document("docs/testing.md").Code));
    }

    [Fact]
    public void Every_switch_of_the_tests_is_documented_and_no_other()
    {
        var read = Sources("tests").SelectMany(text => Variable().Matches(text)).Select(match => match.Groups[1].Value).Distinct();
        var documented = Document("docs/testing.md")
            .Lines.Select(line => Row().Match(line))
            .Where(row => row.Success)
            .Select(row => row.Groups[1].Value);
        Assert.Equal(read.Order(StringComparer.Ordinal), documented.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Filters_of_the_testing_page_find_tests()
    {
        var filters = Document("docs/testing.md").Blocks.SelectMany(block => Filter().Matches(block.Body)).ToList();
        var sources = Sources("tests").ToList();
        Assert.True(filters.Count >= 5, $"only {filters.Count} filters are found");
        Assert.Empty(
            filters
                .Where(filter => !Finds(filter.Groups[1].Value, filter.Groups[2].Value.Trim('*', '.'), sources))
                .Select(filter => filter.Value)
        );
    }

    [Fact]
    public void Every_configuration_key_is_documented()
    {
        var options = new TallyOptions();
        foreach (var section in typeof(TallyOptions).GetProperties())
        {
            foreach (var key in section.PropertyType.GetProperties())
            {
                var value = Convert.ToString(key.GetValue(section.GetValue(options)), CultureInfo.InvariantCulture);
                var shown = value is { Length: > 0 } ? $"`{value}`" : "empty";
                Assert.Contains(
                    s_operating.Lines,
                    line =>
                        line.StartsWith(
                            $"| `{section.Name}:{key.Name}` | {shown} | `TALLY__{section.Name}__{key.Name}` |",
                            StringComparison.Ordinal
                        )
                );
            }
        }
    }

    [Fact]
    public void Every_Prometheus_family_is_documented_and_no_other()
    {
        var written = Family()
            .Matches(File.ReadAllText(Path.Combine(Checkout.Root, "src/Tally.Host/Http/PrometheusText.cs")))
            .Select(match => match.Value)
            .Distinct()
            .Order(StringComparer.Ordinal);
        var documented = s_operating
            .Lines.Where(line => line.StartsWith("| `tally_", StringComparison.Ordinal))
            .Select(line => Family().Match(line).Value)
            .Order(StringComparer.Ordinal);
        Assert.Equal(written, documented);
    }

    static bool Finds(string kind, string name, List<string> sources) =>
        kind switch
        {
            "class" => sources.Any(text => Regex.IsMatch(text, $@"class {name}\b")),
            "method" => sources.Any(text => Regex.IsMatch(text, $@"public .* \w*{name}\w*\(.*\)", RegexOptions.IgnoreCase)),
            "namespace" => sources.Any(text => Regex.IsMatch(text, $@"namespace [\w.]*\.{name};")),
            // Of the conformance scripts, which lie elsewhere, a topic is named.
            _ => name.EndsWith('/')
                || File.Exists(Path.Combine(Checkout.Root, "tests/Tally.Engine.Tests/scripts", name["Script=".Length..] + ".sql")),
        };

    // Such paths are there only once a build has made them.
    static bool IsBuilt(string path) => path.StartsWith("src/Tally.Host/wwwroot", StringComparison.Ordinal) || path.Contains("/bin/");

    static MarkdownText Document(string path) => new(Path.Combine(Checkout.Root, path));

    static IEnumerable<string> Sources(params string[] folders) => folders.SelectMany(Checkout.SourceFiles).Select(File.ReadAllText);

    [GeneratedRegex(@"^(src|tests|docs|pipelines|bench|deploy)/[\w./-]+$")]
    private static partial Regex RepositoryPath();

    [GeneratedRegex(@"^[A-Z][A-Za-z]*[a-z][A-Za-z]*$")]
    private static partial Regex Name();

    [GeneratedRegex(@"\b[A-Z]\w+\b")]
    private static partial Regex Word();

    [GeneratedRegex(@"(?:GetEnvironmentVariable|Number)\(""([A-Z_]+)""\)")]
    private static partial Regex Variable();

    [GeneratedRegex(@"^\| `([A-Z_]+)` \|")]
    private static partial Regex Row();

    [GeneratedRegex(@"-(class|method|namespace|trait) '([^']+)'")]
    private static partial Regex Filter();

    [GeneratedRegex(@"tally_[a-z_]+")]
    private static partial Regex Family();
}
