using System.Text.Json;
using Tally.System.Tests.Running;

namespace Tally.System.Tests.Stores;

/// <summary>Windows that memory has forgotten, asked through REST.</summary>
public sealed class HistoryTests
{
    const int Orders = 3000, RowsInMemory = 20;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Rows_come_from_the_history_where_memory_has_forgotten(bool inPostgres)
    {
        await using var postgres = inPostgres ? await PostgresServer.StartAsync() : null;
        using var folder = new ScratchFolder();
        await JdbcTests.WriteOrdersAsync(folder, Orders);
        const string Columns = "(id INT, ts TIMESTAMP_LTZ(3), category STRING, amount DECIMAL(12, 2)";
        const string Query = "SELECT window_start, window_end, category, COUNT(*) AS n, SUM(amount) AS s FROM TUMBLE(TABLE orders, DESCRIPTOR(ts), INTERVAL '1' MINUTE) GROUP BY window_start, window_end, category";
        await File.WriteAllTextAsync(folder["p.sql"], $"SET 'execution.checkpointing.interval' = '300 ms'; CREATE TABLE orders {Columns}, WATERMARK FOR ts AS ts) WITH ('connector' = 'tail', 'path' = 'orders.json', 'format' = 'json'); CREATE VIEW by_minute AS {Query};", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(folder["appsettings.json"], JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["Engine"] = new { MetricRows = $"{RowsInMemory}" },
            ["History"] = postgres is null ? new { Store = "embedded", Username = "", Password = "" } : new { Store = postgres.Url, Username = "postgres", Password = PostgresServer.Password },
        }), TestContext.Current.CancellationToken);
        var all = await JdbcTests.SqlAsync(folder, $"CREATE TABLE orders {Columns}, WATERMARK FOR ts AS ts) WITH ('connector' = 'filesystem', 'path' = 'orders.json', 'format' = 'json'); {Query}");
        for (var start = 0; start < 2; start++)
        {
            await using var tally = TallyProcess.Start(folder.Path, "run", folder["p.sql"], "--data", folder["data"], "--listen", "http://127.0.0.1:0");
            await tally.WaitForAddressAsync();
            using var api = new TallyApi(tally.Address);
            await WaitAsync(api, "window=all", all);
            await WaitAsync(api, "from=2025-11-11T00:10&to=2025-11-11T00:12", [.. all.Where(row => row.StartsWith("2025-11-11 00:10", StringComparison.Ordinal) || row.StartsWith("2025-11-11 00:11", StringComparison.Ordinal))]);
            await WaitAsync(api, "window=2025-11-11T00:03&where=category:c2", [.. all.Where(row => row.StartsWith("2025-11-11 00:03", StringComparison.Ordinal) && row.Contains(",c2,"))]);
            await tally.KillAsync();
        }
    }

    [Fact]
    public async Task A_million_windows_are_found_by_the_index()
    {
        await using var postgres = await PostgresServer.StartAsync();
        await postgres.ExecuteAsync(Results.History.PostgresHistory.Definition + "; INSERT INTO tally_history SELECT 'metric_' || m, t, t + interval '1 minute', '[]' FROM generate_series(1, 5) m, generate_series(timestamp '2025-01-01', timestamp '2025-01-01' + interval '199999 minutes', interval '1 minute') t; ANALYZE tally_history");
        var query = Results.History.PostgresHistory.Query.Replace("@metric", "'metric_3'").Replace("@from", "'2025-03-01'::timestamp").Replace("@to", "'2025-03-01 02:00'::timestamp").Replace("@count", "20000");
        var plan = string.Join('\n', await postgres.LinesAsync("EXPLAIN ANALYZE " + query));
        TestContext.Current.TestOutputHelper!.WriteLine(plan);
        Assert.Contains("Index Scan", plan);
        Assert.Contains("tally_history_pkey", plan);
        Assert.Contains("rows=120", plan);
    }

    static async Task WaitAsync(TallyApi api, string query, List<string> expected)
    {
        var rows = await TallyApi.WaitForAsync(async () => (await api.RowsAsync("by_minute", query)).Select(row => string.Join(',', row)).Order(StringComparer.Ordinal).ToList(),
            rows => rows.Count >= expected.Count, rows => $"{rows.Count} rows of {expected.Count}");
        // The last minute is not over.
        var last = expected.Max(row => row[..16]);
        Assert.Equal(expected.Where(row => row[..16] != last || expected.All(each => each[..16] == last)).Select(Normal), rows.Where(row => row[..16] != last || expected.All(each => each[..16] == last)).Select(Normal));
    }

    static string Normal(string row) => row.Replace(".000,", ",");
}
