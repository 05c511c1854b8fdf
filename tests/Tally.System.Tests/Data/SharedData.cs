using System.Globalization;
using Tally.System.Tests.Repository;
using Tally.System.Tests.Running;

namespace Tally.System.Tests.Data;

/// <summary>The real data beside the checkout, with answers that another tool computed.</summary>
static class SharedData
{
    public static string PathOf(string name)
    {
        Assert.SkipWhen(Checkout.Shared is null, "no shared data");
        return Path.Combine(Checkout.Shared!, "data", name);
    }

    /// <summary>The rows of an answer, without the header.</summary>
    public static List<string> Expected(string name) =>
        [.. File.ReadLines(PathOf($"expected/{name}")).Skip(1).Select(line => line.Trim()).Where(line => line.Length > 0)];

    /// <summary>Runs SQL and gives the rows of its one query as CSV lines, without the header.</summary>
    public static async Task<List<string>> QueryAsync(ScratchFolder folder, string definitions, string query, params string[] options)
    {
        await File.WriteAllTextAsync(folder["tables.sql"], definitions);
        var (status, output) = await TallyProcess.RunAsync(folder.Path, ["sql", "tables.sql", "-c", query, "--format", "csv", .. options]);
        Assert.True(status == 0, output);
        return [.. output.Split('\n').Where(line => !line.StartsWith("tally: ", StringComparison.Ordinal)).Skip(1)];
    }

    /// <summary>"2015-05-17 10:05:00.000" as the answers write it: 2015-05-17T10:05Z.</summary>
    public static string Minute(string time) =>
        DateTime.Parse(time, CultureInfo.InvariantCulture).ToString("yyyy-MM-dd'T'HH:mm'Z'", CultureInfo.InvariantCulture);
}
