using Tally.Engine.Tests.Scripts;
using Xunit;

namespace Tally.Engine.Tests;

/// <summary>SQL scripts with their results, each run straight, a record at a time, and stopped and restored in the middle.</summary>
public sealed class ScriptTests(ITestOutputHelper output)
{
    // Other tests keep texts of their own kinds in these.
    static readonly string[] OtherFolders = ["data", "errors", "seeds"];

    /// <summary>The topics of the project's own scripts.</summary>
    public static TheoryData<string> Topics =>
        [.. Directory.GetDirectories(SeedScripts.Root + "/tests/Tally.Engine.Tests/scripts").Select(path => Path.GetFileName(path)).Except(OtherFolders).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Topics))]
    public async Task Script_gives_its_result(string topic)
    {
        var root = SeedScripts.Root + "/tests/Tally.Engine.Tests/scripts";
        var results = await ScriptRun.AllAsync(root, topic, TestContext.Current.CancellationToken);
        Assert.NotEmpty(results);
        Assert.True(results.All(result => result.Failure is null), Report(results));
    }

    [Theory]
    [InlineData("level1")]
    [InlineData("level2")]
    [InlineData("level3")]
    public async Task Conformance_passes(string level)
    {
        var results = await ScriptRun.AllAsync(Conformance(), level, TestContext.Current.CancellationToken);
        output.WriteLine(Summary(results));
        Assert.True(results.All(result => result.Failure is null), Report(results));
    }

    static string Conformance()
    {
        var root = Path.GetFullPath(Path.Combine(SeedScripts.Root, "../shared/sql-conformance"));
        if (!Directory.Exists(root)) Assert.Skip("sql-conformance is not beside the repository");
        return root;
    }

    static string Report(IReadOnlyList<ScriptResult> results) =>
        Summary(results) + "\n" + string.Join('\n', results.Where(result => result.Failure is not null).Select(result => $"{result.Name}: {result.Failure}"));

    static string Summary(IReadOnlyList<ScriptResult> results) => string.Join('\n', results
        .GroupBy(result => Path.GetDirectoryName(result.Name))
        .Select(folder => $"{folder.Key}: {folder.Count(result => result.Failure is null)} of {folder.Count()}")
        .Append($"{results.Count(result => result.Failure is null)} passed, {results.Count(result => result.Failure is not null)} failed"));
}
