using Tally.Engine.Execution;
using Tally.Engine.Expressions;
using Tally.Engine.Formats;
using Tally.Engine.Connectors;
using Tally.Engine.Planning;
using Tally.Engine.Sql;
using Tally.Engine.Tests.Scripts;
using Tally.Testing.Clocks;
using Xunit;

namespace Tally.Engine.Tests.Execution;

/// <summary>PROCTIME() is when the log stored the record, in the order of the log; over files, when they are read.</summary>
public sealed class ProcessingTimeTests
{
    const string Clicks = """
        CREATE TABLE clicks (id INT, page STRING, p AS PROCTIME())
        WITH ('connector' = 'log', 'topic' = 'clicks', 'format' = 'json');
        """;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("SELECT id, CAST(p AS STRING) AS p FROM clicks",
        "1,2025-11-10 16:00:00.000|2,2025-11-10 16:00:30.000|3,2025-11-10 16:00:30.000|4,2025-11-10 16:01:10.000|"
        + "5,2025-11-10 16:02:00.000")]
    [InlineData("SELECT window_start, COUNT(*) AS n FROM TABLE(TUMBLE(TABLE clicks, DESCRIPTOR(p), INTERVAL '1' MINUTE)) "
        + "GROUP BY window_start, window_end",
        "2025-11-10 16:00:00.000,3|2025-11-10 16:01:00.000,1|2025-11-10 16:02:00.000,1")]
    [InlineData("SELECT id FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY page ORDER BY p DESC) AS n FROM clicks) WHERE n = 1", "3|5")]
    [InlineData("SELECT id FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY page ORDER BY p DESC) AS n FROM clicks) WHERE n = 2", "2|4")]
    [InlineData("SELECT id FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY page ORDER BY p) AS n FROM clicks) WHERE n <= 2", "1|2|4|5")]
    [InlineData("SELECT id, COUNT(*) OVER (PARTITION BY page ORDER BY p RANGE BETWEEN INTERVAL '30' SECOND PRECEDING AND CURRENT ROW) AS n "
        + "FROM clicks", "1,1|2,2|3,3|4,1|5,1")]
    public async Task Its_value_is_when_the_log_stored_the_record(string sql, string expected)
    {
        var clock = new StoringClock();
        await using var shop = new LiveShop(clock);
        // The clock is set back once.
        foreach (var (id, seconds) in new[] { (1, 0), (2, 30), (3, 25), (4, 70), (5, 120) })
        {
            clock.Seconds = seconds;
            await shop.AppendAsync("clicks", [(0, $$"""{"id":{{id}},"page":"{{(id <= 3 ? "a" : "b")}}"}""")]);
        }
        Assert.Equal(expected.Split('|'), await shop.BoundedAsync(Clicks + sql + ";"));
    }

    [Fact]
    public async Task Over_files_it_is_the_clock()
    {
        var time = new ManualTime();
        var printer = new RecordingPrinter();
        var options = new SessionOptions(ConnectorRegistry.BuiltIn(TextWriter.Null), FormatRegistry.Default, new Planner())
        {
            Binding = new BindingContext { Clock = time },
        };
        await new SqlSession(options).RunAsync(new SourceText("test",
            "SELECT CAST(p AS STRING) AS p FROM (SELECT x, PROCTIME() AS p FROM (VALUES (1), (2)) AS t (x));"), printer.For, Cancellation);
        Assert.Equal("p\n2025-11-10 16:00:00.000\n2025-11-10 16:00:00.000\n", printer.Csv);
    }

    [Fact]
    public void A_window_over_it_needs_a_table_without_another_time() => Assert.Contains("without WATERMARK", new Planning.Plans(
        "CREATE TABLE t (ts TIMESTAMP(3), p AS PROCTIME(), WATERMARK FOR ts AS ts) WITH ('connector' = 'datagen');").Refusal(
        "SELECT COUNT(*) AS n FROM TABLE(TUMBLE(TABLE t, DESCRIPTOR(p), INTERVAL '1' MINUTE)) GROUP BY window_start, window_end").Message);

    sealed class StoringClock : TimeProvider
    {
        public int Seconds { get; set; }

        public override DateTimeOffset GetUtcNow() => new DateTimeOffset(2025, 11, 10, 16, 0, 0, TimeSpan.Zero).AddSeconds(Seconds);
    }
}
