using Tally.System.Tests.Running;

namespace Tally.System.Tests.Stores;

/// <summary>Lookup joins against a table of PostgreSQL.</summary>
public sealed class LookupTests
{
    [Theory]
    [InlineData("")]
    [InlineData(", 'lookup.cache' = 'PARTIAL', 'lookup.partial-cache.max-rows' = '3'")]
    public async Task Dimensions_are_found_by_key(string cache)
    {
        await using var postgres = await PostgresServer.StartAsync();
        using var folder = new ScratchFolder();
        await JdbcTests.WriteOrdersAsync(folder, 500);
        await postgres.ExecuteAsync(
            "CREATE TABLE categories (id text, title text, rate numeric(5,3), since timestamptz); INSERT INTO categories SELECT 'c' || " +
                "i, 'Category ' || i, i / 8.0, '2025-11-01Z' FROM generate_series(0, 5) i; INSERT INTO categories VALUES ('c1', 'Second " +
                "of 1', 9.125, NULL)"
        );
        var tables = $"""
            CREATE TABLE orders (id INT, category STRING, amount DECIMAL(12, 2), pt AS PROCTIME())
                WITH ('connector' = 'filesystem', 'path' = 'orders.json', 'format' = 'json');
            CREATE TABLE categories (id STRING, title STRING, rate DECIMAL(5, 3), since TIMESTAMP_LTZ(3))
                WITH ({postgres.Options}, 'table-name' = 'categories'{cache});

            """;
        var left = await JdbcTests.SqlAsync(
            folder,
            tables
                + "SELECT c.title, c.rate, COUNT(*) AS n, SUM(o.amount) AS s FROM orders AS o LEFT JOIN categories FOR SYSTEM_TIME AS " +
                    "OF o.pt AS c ON o.category = c.id AND c.title <> 'Category 2' GROUP BY c.title, c.rate"
        );
        Assert.Equal(7, left.Count);
        Assert.Contains(left, line => line.StartsWith("Category 1,0.125,71,", StringComparison.Ordinal));
        Assert.Contains(left, line => line.StartsWith("Second of 1,9.125,71,", StringComparison.Ordinal));
        Assert.Contains(left, line => line.StartsWith(",,143,", StringComparison.Ordinal));
        var inner = await JdbcTests.SqlAsync(
            folder,
            tables
                + "SELECT COUNT(*), SUM(c.rate) FROM orders AS o JOIN categories FOR SYSTEM_TIME AS OF o.pt AS c ON o.category = c.id " +
                    "WHERE o.id < 70"
        );
        Assert.Equal(["70,110.000"], inner);
    }

    [Fact]
    public async Task Server_that_is_away_holds_the_query_up_and_is_shown()
    {
        await using var postgres = await PostgresServer.StartAsync();
        using var folder = new ScratchFolder();
        await JdbcTests.WriteOrdersAsync(folder, 100);
        await postgres.ExecuteAsync(
            "CREATE TABLE categories (id text PRIMARY KEY, title text); INSERT INTO categories SELECT 'c' || i, 'Category ' || i FROM " +
                "generate_series(0, 6) i"
        );
        await File.WriteAllTextAsync(
            folder["p.sql"],
            $"""
            CREATE TABLE order_file (id INT, category STRING, pt AS PROCTIME())
                WITH ('connector' = 'tail', 'path' = 'orders.json', 'format' = 'json');
            CREATE TABLE categories (id STRING, title STRING) WITH ({postgres.Options}, 'table-name' = 'categories');
            CREATE VIEW titles AS SELECT c.title, COUNT(*) AS n
                FROM order_file AS o JOIN categories FOR SYSTEM_TIME AS OF o.pt AS c ON o.category = c.id GROUP BY c.title;
            """,
            TestContext.Current.CancellationToken
        );
        await using var tally = TallyProcess.Start(
            folder.Path,
            "run",
            folder["p.sql"],
            "--data",
            folder["data"],
            "--listen",
            "http://127.0.0.1:0"
        );
        await tally.WaitForAddressAsync();
        using var api = new TallyApi(tally.Address);
        await WaitForCountAsync(api, 100);
        await postgres.KillAsync();
        await JdbcTests.WriteOrdersAsync(folder, 100, first: 100);
        await TallyApi.WaitForAsync(
            () => api.GetAsync("/api/v1/pipeline"),
            pipeline =>
                pipeline
                    .GetProperty("queries")
                    .EnumerateArray()
                    .Any(query => query.GetProperty("error").GetString() is { } error && error.Contains("is the server running")),
            pipeline => pipeline.GetRawText()
        );
        await postgres.StartServerAsync();
        await WaitForCountAsync(api, 200);
        Assert.Equal(0, await tally.InterruptAsync());
    }

    static Task WaitForCountAsync(TallyApi api, int count) =>
        TallyApi.WaitForAsync(
            () => api.RowsAsync("titles"),
            rows => rows.Sum(row => int.Parse(row[1])) == count,
            rows => string.Join("; ", rows.Select(row => string.Join(',', row)))
        );
}
