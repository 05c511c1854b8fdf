using System.Reflection;

namespace Tally.System.Tests.Repository;

/// <summary>What is public: only what another project uses, each under a name of its own.</summary>
public sealed class SurfaceTests
{
    static readonly string[] s_projects = ["Tally.Log", "Tally.Log.Kafka", "Tally.Engine", "Tally.Agent", "Tally.Results"];

    static string ListPath => Path.Combine(Checkout.Root, "tests/Tally.System.Tests/Repository/public-types.txt");

    [Fact]
    public void Public_types_are_those_of_the_list()
    {
        var listed = File.ReadAllLines(ListPath);
        var found = Exported().Select(type => type.FullName!).Order(StringComparer.Ordinal).ToList();
        Assert.True(found.Count > 100, $"only {found.Count} public types are found");
        Assert.Empty(found.Except(listed).Select(name => $"{name} is public: make it internal, or add it to public-types.txt"));
        Assert.Empty(listed.Except(found).Select(name => $"{name} is not public any more: take it off public-types.txt"));
        Assert.Equal(listed.Order(StringComparer.Ordinal), listed);
    }

    [Fact]
    public void Public_types_have_names_of_their_own()
    {
        var same = Exported().GroupBy(type => type.Name).Where(group => group.Count() > 1);
        Assert.Empty(same.Select(group => string.Join(" and ", group.Select(type => type.FullName))));
    }

    static IEnumerable<Type> Exported() =>
        s_projects.SelectMany(name => Assembly.Load(name).GetExportedTypes()).Where(type => !type.IsNested);
}
