using System.Text.Json;
using System.Xml.Linq;

namespace Tally.System.Tests.Repository;

/// <summary>What the projects refer to, exactly: what is not listed is refused, and what is listed is used.</summary>
public sealed class ProjectTests
{
    // An arrow is a project reference; no other is allowed.
    static readonly Dictionary<string, string[]> s_references = new()
    {
        ["src/Tally.Log"] = [],
        ["src/Tally.Log.Kafka"] = ["Tally.Log"],
        ["src/Tally.Engine"] = ["Tally.Log"],
        ["src/Tally.Results"] = ["Tally.Engine"],
        ["src/Tally.Agent"] = ["Tally.Engine"],
        ["src/Tally.Host"] = ["Tally.Log", "Tally.Log.Kafka", "Tally.Engine", "Tally.Results", "Tally.Agent"],
        ["tests/Tally.Testing"] = ["Tally.Log"],
        ["tests/Tally.Log.Tests"] = ["Tally.Testing", "Tally.Log", "Tally.Log.Kafka"],
        ["tests/Tally.Engine.Tests"] = ["Tally.Testing", "Tally.Engine"],
        ["tests/Tally.System.Tests"] = ["Tally.Testing", "Tally.Host"],
        ["bench/Tally.Benchmarks"] = ["Tally.Testing", "Tally.Host"],
    };

    static readonly Dictionary<string, string[]> s_packages = new()
    {
        ["src/Tally.Log"] = [],
        ["src/Tally.Log.Kafka"] = ["Confluent.Kafka"],
        ["src/Tally.Engine"] = [],
        ["src/Tally.Results"] = ["Npgsql"],
        ["src/Tally.Agent"] = ["ZstdSharp.Port"],
        ["src/Tally.Host"] = ["System.CommandLine", "Microsoft.AspNetCore.OpenApi", "RadLine", "Spectre.Console"],
        ["tests/Tally.Testing"] = ["Npgsql", "xunit.v3.assert", "xunit.v3.extensibility.core"],
        ["tests/Tally.Log.Tests"] = ["xunit.v3"],
        ["tests/Tally.Engine.Tests"] = ["xunit.v3"],
        ["tests/Tally.System.Tests"] = ["xunit.v3", "Microsoft.Playwright"],
        ["bench/Tally.Benchmarks"] = ["BenchmarkDotNet"],
    };

    public static TheoryData<string> Projects => [.. s_references.Keys];

    [Fact]
    public void Every_project_is_listed_and_part_of_the_solution()
    {
        string[] folders = ["src", "tests", "bench"];
        var found = folders
            .SelectMany(folder => Directory.GetDirectories(Path.Combine(Checkout.Root, folder)))
            .Where(folder => Directory.EnumerateFiles(folder, "*.csproj").Any())
            .Select(Checkout.Relative)
            .Order(StringComparer.Ordinal)
            .ToList();
        Assert.Equal(s_references.Keys.Order(StringComparer.Ordinal), found);
        var built = XDocument.Load(Path.Combine(Checkout.Root, "Tally.slnx")).Descendants("Project");
        Assert.Equal(found, built.Select(project => Path.GetDirectoryName(project.Attribute("Path")!.Value)).Order(StringComparer.Ordinal));
    }

    [Theory, MemberData(nameof(Projects))]
    public void References_are_those_of_the_layout(string project) =>
        Assert.Equal(s_references[project].Order(), Read(project, "ProjectReference").Select(Path.GetFileNameWithoutExtension).Order());

    [Theory, MemberData(nameof(Projects))]
    public void Packages_are_those_of_the_list(string project) =>
        Assert.Equal(s_packages[project].Order(), Read(project, "PackageReference").Order());

    [Fact]
    public void Every_version_is_that_of_a_package_in_use()
    {
        var versions = XDocument.Load(Path.Combine(Checkout.Root, "Directory.Packages.props")).Descendants("PackageVersion");
        Assert.Equal(
            s_packages.Values.SelectMany(packages => packages).Distinct().Order(),
            versions.Select(version => version.Attribute("Include")!.Value).Order()
        );
    }

    /// <summary>As the project file says, and not what the SDK takes where a property is misspelt.</summary>
    [Fact]
    public void The_program_is_built_for_the_workstation_collector()
    {
        using var built = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "tally.runtimeconfig.json")));
        var properties = built.RootElement.GetProperty("runtimeOptions").GetProperty("configProperties");
        Assert.False(properties.GetProperty("System.GC.Server").GetBoolean());
        Assert.True(properties.GetProperty("System.GC.Concurrent").GetBoolean());
    }

    static IEnumerable<string> Read(string project, string element) =>
        XDocument.Load(Path.Combine(Checkout.Root, project, Path.GetFileName(project) + ".csproj")).Descendants(element)
            .Select(node => node.Attribute("Include")!.Value);
}
