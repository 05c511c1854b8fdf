using System.Text.RegularExpressions;

namespace Tally.System.Tests.Repository;

/// <summary>The folders of a project form layers: whoever reads from the bottom up never meets a word that comes later.</summary>
public sealed partial class LayerTests(ITestOutputHelper output)
{
    // From the bottom up; folders of one layer do not know each other.
    static readonly string[][] s_engine =
    [
        ["Columns", "Sql"], ["Expressions", "State"], ["Catalog"], ["Formats"], ["Connectors"], ["Inference", "Operators"], ["Planning"],
        ["Execution"],
    ];

    const int MaxOperatorsOfFamily = 8;

    [Theory]
    [InlineData("Tally.Log")]
    [InlineData("Tally.Log.Kafka")]
    [InlineData("Tally.Engine")]
    [InlineData("Tally.Results")]
    [InlineData("Tally.Agent")]
    [InlineData("Tally.Host")]
    public void Folders_of_a_project_have_no_cycle(string project)
    {
        var graph = FolderGraph.Of(project);
        output.WriteLine(string.Join(" → ", graph.Layers().Select(layer => string.Join(", ", layer))));
        Assert.NotEmpty(graph.Folders);
        Assert.Empty(graph.Cycles());
    }

    [Fact]
    public void Folders_of_the_engine_know_only_those_below_them()
    {
        var graph = FolderGraph.Of("Tally.Engine");
        var height = s_engine
            .SelectMany((layer, number) => layer.Select(folder => (folder, number)))
            .ToDictionary(pair => pair.folder, pair => pair.number);
        Assert.Equal(height.Keys.Order(StringComparer.Ordinal), graph.Folders);
        Assert.True(graph.Edges.Count > 20, "the graph has hardly an edge: usings are not read");
        Assert.Empty(
            graph
                .Edges.Where(edge => height[edge.Key.To] >= height[edge.Key.From])
                .Select(edge => $"{edge.Key.From} → {edge.Key.To}: {edge.Value}")
        );
    }

    [Fact]
    public void A_family_of_operators_is_small()
    {
        var families = Checkout.SourceFiles("src/Tally.Engine/Operators").Where(path => OperatorClass().IsMatch(File.ReadAllText(path)))
            .GroupBy(path => Path.GetDirectoryName(Checkout.Relative(path))!).ToList();
        Assert.True(families.Count >= 6, "operators were not found");
        Assert.Empty(
            families
                .Where(family => family.Count() > MaxOperatorsOfFamily)
                .Select(family => $"{family.Key} has {family.Count()} operators, at most {MaxOperatorsOfFamily} are allowed")
        );
    }

    [GeneratedRegex(@"^(?:public |internal |sealed |abstract )*class \w+(?:\(.*\))?\s*: Operator\b", RegexOptions.Multiline)]
    private static partial Regex OperatorClass();
}
