namespace Tally.System.Tests.Repository;

/// <summary>The README's figures are those of a committed measurement.</summary>
public sealed class BenchResultsTests
{
    const string Begin = "<!-- bench: begin -->\n", End = "<!-- bench: end -->\n";

    [Fact]
    public void Table_of_the_README_is_that_of_a_result()
    {
        var results = Directory.GetFiles(Path.Combine(Checkout.Root, "bench/results"), "*.md");
        Assert.NotEmpty(results);
        Assert.Contains(Table(Path.Combine(Checkout.Root, "README.md")), results.Select(Table));
    }

    static string Table(string path)
    {
        var text = File.ReadAllText(path);
        var (begin, end) = (text.IndexOf(Begin, StringComparison.Ordinal), text.IndexOf(End, StringComparison.Ordinal));
        Assert.True(begin >= 0 && end > begin, $"{path} has no table of ./tally bench");
        var table = text[(begin + Begin.Length)..end];
        Assert.True(table.Split('\n').Length > 5, $"the table of {path} has no rows");
        return table;
    }
}
