using Tally.System.Tests.Running;

namespace Tally.System.Tests.Screen;

/// <summary>The comments above a metric: what the catalogue says of them, and what tally check refuses.</summary>
public sealed class CommentTests
{
    const string Orders =
        "CREATE TABLE orders (brand STRING, quantity INT, amount DECIMAL(12, 2)) WITH ('connector' = 'log', 'topic' = 'orders', 'format' "
            + "= 'json');\n";

    const string View =
        "CREATE VIEW sales AS SELECT brand, SUM(quantity) AS items, SUM(amount) AS gmv, AVG(amount) AS mean, COUNT(DISTINCT quantity) AS "
            + "sizes FROM orders GROUP BY brand;\n";

    [Theory]
    [InlineData("-- @chart lines", "p.sql:2:11", "no chart is called 'lines'", "did you mean 'line'?")]
    [InlineData("-- @colour red", "p.sql:2:5", "no comment of a metric is called @colour", null)]
    [InlineData("-- @titel Sales", "p.sql:2:5", "no comment of a metric is called @titel", "did you mean 'title'?")]
    [InlineData("-- @unit gvm CNY, items 件", "p.sql:2:10", "the metric has no column 'gvm'", "did you mean 'gmv'?")]
    [InlineData("-- @label gvm 成交额", "p.sql:2:11", "the metric has no column 'gvm'", "did you mean 'gmv'?")]
    [InlineData("-- @place 20 1 12 6", "p.sql:2:11", "found @place 20 1 12 6, expected column, row, width and height within 28 × 36 cells",
        null)]
    public async Task Newcomer_4_6_check_refuses_comments_that_nobody_reads(string comment, string place, string message, string? hint)
    {
        using var folder = new ScratchFolder();
        await File.WriteAllTextAsync(folder["p.sql"], Orders + comment + "\n" + View, TestContext.Current.CancellationToken);
        var (status, output) = await TallyProcess.RunProgramAsync(folder.Path, "check", "p.sql");
        Assert.Equal(1, status);
        Assert.Contains(place, output);
        Assert.Contains(message, output);
        if (hint is not null) Assert.Contains(hint, output);
    }

    [Fact]
    public async Task A6_a_unit_belongs_to_a_measure()
    {
        const string Comments =
            "-- @unit gmv CNY, items 件 | items\n-- @label gmv 成交额 | GMV\n-- @screen 流量 | Traffic\n-- @place 1 2 8 6\n-- @hide\n";
        using var folder = new ScratchFolder();
        await File.WriteAllTextAsync(folder["p.sql"], Orders + Comments + View, TestContext.Current.CancellationToken);
        await using var tally =
            TallyProcess.StartProgram(folder.Path, new Dictionary<string, string>(), "run", "p.sql", "--listen", "http://127.0.0.1:0");
        await tally.WaitForAddressAsync();
        using var api = new TallyApi(tally.Address);
        var metric = Assert.Single((await api.GetAsync("/api/v1/metrics")).EnumerateArray());
        Assert.Equal("brand||;items|件 | items|;gmv|CNY|成交额 | GMV;mean||;sizes||",
            string.Join(';',
                metric.GetProperty("columns").EnumerateArray()
                    .Select(column => $"{column.GetProperty("name")}|{column.GetProperty("unit")}|{column.GetProperty("label")}")));
        Assert.Equal(["items", "gmv"],
            metric.GetProperty("columns").EnumerateArray().Where(column => column.GetProperty("sum").GetBoolean())
                .Select(column => column.GetProperty("name").GetString()));
        Assert.Equal("流量 | Traffic", metric.GetProperty("screen").GetString());
        Assert.Equal("""{"column":1,"row":2,"width":8,"height":6}""", metric.GetProperty("place").GetRawText());
        Assert.True(metric.GetProperty("hidden").GetBoolean());
    }
}
