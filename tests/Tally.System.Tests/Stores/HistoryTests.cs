using System.Text.Json;
using Tally.Results.History;
using Tally.System.Tests.Running;

namespace Tally.System.Tests.Stores;

/// <summary>Windows that memory has forgotten, asked through REST.</summary>
public sealed class HistoryTests(ITestOutputHelper output)
{
    const int Orders = 3000, RowsInMemory = 20;

    const string Query = """
        SELECT window_start, window_end, category, COUNT(*) AS n, SUM(amount) AS s
        FROM TUMBLE(TABLE orders, DESCRIPTOR(ts), INTERVAL '1' MINUTE) GROUP BY window_start, window_end, category
        """;

    // 200,000 minutes of five metrics.
    const string ManyWindows = """
        INSERT INTO tally_history SELECT 'metric_' || m, t, t + interval '1 minute', '[]'
        FROM generate_series(1, 5) m,
             generate_series(timestamp '2025-01-01', timestamp '2025-01-01' + interval '199999 minutes', interval '1 minute') t;
        ANALYZE tally_history
        """;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Rows_come_from_the_history_where_memory_has_forgotten(bool inPostgres)
    {
        await using var postgres = inPostgres ? await PostgresServer.StartAsync() : null;
        using var folder = new ScratchFolder();
        await JdbcTests.WriteOrdersAsync(folder, Orders);
        await WritePipelineAsync(folder, postgres);
        var all = await JdbcTests.SqlAsync(folder, Table("filesystem") + Query);
        for (var start = 0; start < 2; start++)
        {
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
            output.WriteLine($"start {start + 1}");
            await WaitAsync(api, "window=all", all);
            await WaitAsync(api, "from=2025-11-11T00:10&to=2025-11-11T00:12", [.. Minute(all, 10), .. Minute(all, 11)]);
            await WaitAsync(api, "window=2025-11-11T00:03&where=category:c2", [.. Minute(all, 3).Where(row => row.Contains(",c2,"))]);
            await tally.KillAsync();
        }
    }

    [Fact]
    public async Task A_million_windows_are_found_by_the_index()
    {
        await using var postgres = await PostgresServer.StartAsync();
        await postgres.ExecuteAsync(PostgresHistory.Definition + ";" + ManyWindows);
        var query = PostgresHistory.Query.Replace("@metric", "'metric_3'").Replace("@from", "'2025-03-01'::timestamp")
            .Replace("@to", "'2025-03-01 02:00'::timestamp").Replace("@count", "20000");
        var plan = string.Join('\n', await postgres.LinesAsync("EXPLAIN ANALYZE " + query));
        output.WriteLine(plan);
        Assert.Contains("Index Scan", plan);
        Assert.Contains("tally_history_pkey", plan);
        Assert.Contains("rows=120", plan);
    }

    static async Task WritePipelineAsync(ScratchFolder folder, PostgresServer? postgres)
    {
        var pipeline = $"SET 'execution.checkpointing.interval' = '300 ms'; {Table("tail")} CREATE VIEW by_minute AS {Query};";
        await File.WriteAllTextAsync(folder["p.sql"], pipeline, TestContext.Current.CancellationToken);
        var settings = JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["Engine"] = new { MetricRows = $"{RowsInMemory}" },
            ["History"] = postgres is null
                ? new { Store = "embedded", Username = "", Password = "" }
                : new { Store = postgres.Url, Username = "postgres", PostgresServer.Password },
        });
        await File.WriteAllTextAsync(folder["appsettings.json"], settings, TestContext.Current.CancellationToken);
    }

    static string Table(string connector) => $"""
        CREATE TABLE orders (id INT, ts TIMESTAMP_LTZ(3), category STRING, amount DECIMAL(12, 2), WATERMARK FOR ts AS ts)
        WITH ('connector' = '{connector}', 'path' = 'orders.json', 'format' = 'json');
        """;

    static IEnumerable<string> Minute(List<string> rows, int minute) =>
        rows.Where(row => row.StartsWith($"2025-11-11 00:{minute:00}", StringComparison.Ordinal));

    static async Task WaitAsync(TallyApi api, string query, List<string> expected)
    {
        var rows = await TallyApi.WaitForAsync(() => RowsAsync(api, query), rows => rows.Count >= expected.Count, Missing);
        // The last minute of all is not over.
        var last = expected.Max(row => row[..16]);
        var isOneMinute = expected.All(row => row[..16] == last);
        Assert.Equal(Closed(expected), Closed(rows));

        string Missing(List<string> found) =>
            $"{found.Count} rows of {expected.Count}, without " +
                $"{string.Join("; ", expected.Select(Normal).Except(found.Select(Normal)).Take(5))}";
        IEnumerable<string> Closed(List<string> all) => all.Where(row => isOneMinute || row[..16] != last).Select(Normal);
    }

    static async Task<List<string>> RowsAsync(TallyApi api, string query) =>
        [.. (await api.RowsAsync("by_minute", query)).Select(row => string.Join(',', row)).Order(StringComparer.Ordinal)];

    static string Normal(string row) => row.Replace(".000,", ",");
}
