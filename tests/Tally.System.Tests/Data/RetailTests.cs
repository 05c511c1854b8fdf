using Tally.System.Tests.Running;

namespace Tally.System.Tests.Data;

/// <summary>A year of a real shop's order lines: exact sums of money.</summary>
public sealed class RetailTests
{
    const string Sums =
        "COUNT(*), SUM(quantity), CAST(SUM(quantity * price) AS DECIMAL(20, 3)), COUNT(DISTINCT invoice), COUNT(DISTINCT " +
            "NULLIF(customer, ''))";

    static string Lines =>
        $"""
            SET 'table.local-time-zone' = 'UTC';
            CREATE TABLE lines (invoice STRING, stock_code STRING, description STRING, quantity INT, sold_at TIMESTAMP(3),
                price DECIMAL(10, 3), customer STRING, country STRING)
            WITH ('connector' = 'filesystem', 'path' = '{SharedData.PathOf("online-retail/online_retail.csv.gz")}', 'format' = 'csv');
            """;

    [Theory]
    [Trait("Category", "long")]
    [InlineData("country", "online_retail_by_country.csv")]
    [InlineData("CAST(sold_at AS DATE)", "online_retail_by_day.csv")]
    public async Task Sums_by_key(string key, string expected)
    {
        using var folder = new ScratchFolder();
        var rows = await SharedData.QueryAsync(folder, Lines, $"SELECT {key}, {Sums} FROM lines GROUP BY {key}", "--bad-rows", "skip");
        Assert.Equal(
            SharedData.Expected(expected).Select(WithoutZeros).Order(StringComparer.Ordinal),
            rows.Select(WithoutZeros).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    [Trait("Category", "long")]
    public async Task Totals_and_customers()
    {
        using var folder = new ScratchFolder();
        Assert.Equal(
            ["541909,5176450,9747747.934,25900,4372"],
            await SharedData.QueryAsync(folder, Lines, $"SELECT {Sums} FROM lines", "--bad-rows", "skip")
        );
        var customers = await SharedData.QueryAsync(
            folder,
            Lines,
            "SELECT COALESCE(customer, ''), COUNT(*), SUM(quantity * price) FROM lines GROUP BY COALESCE(customer, '')",
            "--bad-rows",
            "skip"
        );
        Assert.Equal(4373, customers.Count);
        var nobody = customers.Single(row =>
            row.StartsWith(",", StringComparison.Ordinal) || row.StartsWith("\"\",", StringComparison.Ordinal)
        );
        Assert.Equal("135080", nobody.Split(',')[1]);
        Assert.Equal(
            9747747.934m,
            customers.Sum(row => decimal.Parse(row.Split(',')[2], global::System.Globalization.CultureInfo.InvariantCulture))
        );
    }

    // The answers write money with as many places as it needs, at least two.
    static string WithoutZeros(string row) =>
        string.Join(
            ',',
            row.Split(',')
                .Select((cell, index) => index == row.Split(',').Length - 3 && cell.Contains('.') ? cell.TrimEnd('0').TrimEnd('.') : cell)
        );
}
