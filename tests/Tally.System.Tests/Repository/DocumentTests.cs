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
        Assert.Empty(from document in MarkdownText.All from path in document.LinkedPaths where !Path.Exists(path) select $"{document.Name}: {Checkout.Relative(path)} does not exist");

    [Fact]
    public void Paths_exist() =>
        Assert.Empty(from document in MarkdownText.All
                     from code in document.Code
                     where RepositoryPath().IsMatch(code) && !code.StartsWith("src/Tally.Host/wwwroot", StringComparison.Ordinal) && !Path.Exists(Path.Combine(Checkout.Root, code))
                     select $"{document.Name}: {code} does not exist");

    [Fact]
    public void Names_in_the_tour_are_those_of_the_code()
    {
        var words = Checkout.SourceFiles("src").Concat(Checkout.SourceFiles("tests")).SelectMany(path => Word().Matches(File.ReadAllText(path))).Select(match => match.Value);
        var named = new MarkdownText(Path.Combine(Checkout.Root, "docs/architecture.md")).Code.Where(code => Name().IsMatch(code)).ToHashSet();
        Assert.True(named.Count > 30, $"only {named.Count} names are found");
        Assert.Empty(named.Except(words));
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
                Assert.Contains(s_operating.Lines, line => line.StartsWith($"| `{section.Name}:{key.Name}` | {shown} | `TALLY__{section.Name}__{key.Name}` |", StringComparison.Ordinal));
            }
        }
    }

    [Fact]
    public void Every_Prometheus_family_is_documented_and_no_other()
    {
        var written = Family().Matches(File.ReadAllText(Path.Combine(Checkout.Root, "src/Tally.Host/Http/PrometheusText.cs"))).Select(match => match.Value).Distinct().Order(StringComparer.Ordinal);
        var documented = s_operating.Lines.Where(line => line.StartsWith("| `tally_", StringComparison.Ordinal)).Select(line => Family().Match(line).Value).Order(StringComparer.Ordinal);
        Assert.Equal(written, documented);
    }

    [GeneratedRegex(@"^(src|tests|docs|pipelines|bench|deploy)/[\w./-]+$")]
    private static partial Regex RepositoryPath();

    [GeneratedRegex(@"^[A-Z][A-Za-z]*[a-z][A-Za-z]*$")]
    private static partial Regex Name();

    [GeneratedRegex(@"\b[A-Z]\w+\b")]
    private static partial Regex Word();

    [GeneratedRegex(@"tally_[a-z_]+")]
    private static partial Regex Family();
}
