using System.Text;
using Tally.Engine.Connectors;
using Tally.Engine.Execution;
using Tally.Engine.Execution.Printing;
using Tally.Engine.Formats;
using Tally.Engine.Planning;
using Tally.Engine.Sql;
using Tally.Engine.Tests.Scripts;
using Xunit;

namespace Tally.Engine.Tests.Execution;

/// <summary>ORDER BY over input that ends: the rows come in order, straight, a record at a time, and stopped and restored.</summary>
public sealed class FinalSortTests
{
    const string Table = """
        CREATE TABLE payments (id STRING, amount INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts)
        WITH ('connector' = 'filesystem', 'path' = 'data/late.csv', 'format' = 'csv');
        CREATE TABLE orders (order_id STRING, category STRING, amount DECIMAL(10, 2))
        WITH ('connector' = 'filesystem', 'path' = 'data/orders.json', 'format' = 'json');
        """;

    [Theory]
    [InlineData("SELECT id FROM payments ORDER BY amount DESC", "e b a g c f d")]
    [InlineData("SELECT id FROM payments ORDER BY ts", "a e c b d g f")]
    [InlineData("SELECT id FROM payments ORDER BY ts DESC, id LIMIT 3", "f g d")]
    [InlineData("SELECT amount / 10 AS tens FROM payments ORDER BY amount / 10, id DESC", "0 0 0 0 1 2 10")]
    [InlineData("SELECT category FROM orders GROUP BY category ORDER BY SUM(amount) DESC, category", "toys games books ")]
    [InlineData("SELECT category FROM orders GROUP BY category ORDER BY category NULLS LAST", "books games toys ")]
    [InlineData("SELECT category FROM orders GROUP BY category ORDER BY MAX(amount) DESC LIMIT 2", "games toys")]
    [InlineData(
        "SELECT order_id FROM (SELECT order_id, amount FROM orders UNION ALL SELECT id, amount FROM payments WHERE amount > 50) ORDER " +
            "BY amount DESC LIMIT 4",
        "e o5 o7 o6"
    )]
    [InlineData("SELECT id FROM (SELECT id, amount FROM payments ORDER BY amount) ORDER BY id DESC", "g f e d c b a")]
    [InlineData(
        "SELECT window_start FROM TUMBLE(TABLE payments, DESCRIPTOR(ts), INTERVAL '1' MINUTE) GROUP BY window_start, window_end ORDER " +
            "BY COUNT(*) DESC, window_start DESC",
        "2025-11-11 00:01:00.000 2025-11-11 00:02:00.000 2025-11-11 00:00:00.000"
    )]
    public async Task Rows_come_in_the_order_that_is_asked_for(string query, string expected)
    {
        foreach (var (batch, restoreAt) in new (int, int?)[] { (1000, null), (1, null), (1, 4) })
            Assert.Equal(expected, string.Join(' ', (await RunAsync(query, batch, restoreAt)).Split('\n')[1..^1]));
    }

    [Fact]
    public async Task A_view_may_be_sorted()
    {
        Assert.Equal(
            "id\ne\nb\na\n",
            await RunAsync(
                "CREATE VIEW v AS SELECT id, amount FROM payments WHERE amount >= 10 ORDER BY amount; SELECT id FROM v ORDER BY amount " +
                    "DESC",
                7,
                null
            )
        );
    }

    static async Task<string> RunAsync(string query, int batch, int? restoreAt)
    {
        using var output = new MemoryStream();
        var options = new SessionOptions(ConnectorRegistry.BuiltIn(TextWriter.Null), FormatRegistry.Default, new Planner())
        {
            WorkingDirectory = ScriptSet.Own.Root, BatchRecords = batch, RestoreAfterBatches = restoreAt,
        };
        await new SqlSession(options).RunAsync(
            new SourceText("test", Table + query),
            zone => new CsvPrinter(output, zone),
            TestContext.Current.CancellationToken
        );
        return Encoding.UTF8.GetString(output.ToArray());
    }
}
