using System.Net;
using System.Text;
using System.Text.Json;
using Tally.System.Tests.Running;

namespace Tally.System.Tests.Http;

/// <summary>Questions to the log of a running Tally, over HTTP and beside it from the command line.</summary>
public sealed class QueryTests
{
    const string Pipeline = """
        CREATE TABLE orders (id INT, category STRING, amount DECIMAL(12, 2), ts TIMESTAMP_LTZ(3), WATERMARK FOR ts AS ts)
        WITH ('connector' = 'log', 'topic' = 'orders', 'format' = 'json');
        CREATE TABLE secrets (line STRING) WITH ('connector' = 'filesystem', 'path' = 'pipeline.sql', 'format' = 'raw');
        CREATE VIEW sales AS SELECT category, COUNT(*) AS orders, SUM(amount) AS gmv FROM orders GROUP BY category;
        """;

    const string Orders = """
        {"id":1,"category":"books","amount":10.50,"ts":"2025-11-11 00:00:10Z"}
        {"id":2,"category":"toys","amount":0.25,"ts":"2025-11-11 00:01:00Z"}
        {"id":3,"category":"books","amount":1,"ts":"2025-11-11 00:02:00Z"}
        not an order
        """;

    [Fact]
    public async Task Rows_come_as_lines_with_columns_before_and_a_summary_behind()
    {
        using var folder = new ScratchFolder();
        await using var tally = await StartAsync(folder);
        using var api = new TallyApi(tally.Address);
        var all = await AskAsync(api, "SELECT id, amount FROM orders WHERE category = 'books'");
        Assert.Equal("""{"columns":[{"name":"id","type":"INT"},{"name":"amount","type":"DECIMAL(12, 2)"}]}""", all[0].GetRawText());
        Assert.Equal(["[1,10.50]", "[3,1.00]"], Rows(all));
        var done = all[^1].GetProperty("done");
        Assert.Equal(
            (2, 3, 1, true),
            (
                done.GetProperty("rows").GetInt32(),
                done.GetProperty("records").GetInt32(),
                done.GetProperty("skipped").GetInt32(),
                done.GetProperty("complete").GetBoolean()
            )
        );
        Assert.Equal(["[\"books\",2,11.50]", "[\"toys\",1,0.25]"], Rows(await AskAsync(api, "SELECT * FROM sales")).Order());
        Assert.Equal(["[2]"], Rows(await AskAsync(api, "SELECT id FROM orders", "2025-11-11T00:00:30Z", "2025-11-11T00:02:00Z")));
        Assert.Equal(
            ["[\"books\"]"],
            Rows(await AskAsync(api, "CREATE VIEW c AS SELECT category FROM orders; SELECT * FROM c", from: "2025-11-11T02:02:00+02:00"))
        );
        // Integers beyond 2^53 are text: JavaScript would change them.
        Assert.Equal(
            ["[\"-9223372036854775808\",-9007199254740992]"],
            Rows(
                await AskAsync(
                    api,
                    "SELECT CAST('-9223372036854775808' AS BIGINT) AS least, -9007199254740992 AS safe FROM orders WHERE id = 1"
                )
            )
        );
        var failed = await AskAsync(api, "SELECT 1 / (id - id) FROM orders");
        Assert.Equal("evaluation-failed", failed[^1].GetProperty("error").GetProperty("code").GetString());
    }

    [Fact]
    public async Task What_is_no_query_of_the_log_is_refused()
    {
        using var folder = new ScratchFolder();
        await using var tally = await StartAsync(folder);
        using var api = new TallyApi(tally.Address);
        (string Sql, string Reason)[] cases =
        [
            ("SELEC 1", "did you mean SELECT"),
            ("SELECT nothing FROM orders", "nothing"),
            ("SELECT * FROM secrets", "only topics of the log"),
            ("INSERT INTO orders SELECT * FROM orders", "ends with a SELECT"),
            ("CREATE TABLE t (a INT) WITH ('connector' = 'blackhole'); SELECT 1", "only SET and CREATE VIEW"),
            ("", "ends with a SELECT"),
        ];
        foreach (var (sql, reason) in cases)
        {
            var (status, code, detail) = await api.ProblemAsync(new(HttpMethod.Post, "/api/v1/query") { Content = Body(sql) });
            Assert.Equal((HttpStatusCode.BadRequest, "bad-sql"), (status, code));
            Assert.Contains(reason, detail);
        }
    }

    [Fact]
    public async Task A_limit_ends_the_answer_and_is_named()
    {
        using var folder = new ScratchFolder();
        await File.WriteAllTextAsync(folder["appsettings.json"], """{"Query":{"MaxRows":2}}""", TestContext.Current.CancellationToken);
        await using var tally = await StartAsync(folder);
        using var api = new TallyApi(tally.Address);
        var answer = await AskAsync(api, "SELECT id FROM orders");
        Assert.Equal(2, Rows(answer).Length);
        Assert.Equal(
            (false, "rows"),
            (
                answer[^1].GetProperty("done").GetProperty("complete").GetBoolean(),
                answer[^1].GetProperty("done").GetProperty("limit").GetString()
            )
        );
    }

    [Fact]
    public async Task The_command_line_reads_the_log_that_a_running_tally_holds()
    {
        using var folder = new ScratchFolder();
        await using var tally = await StartAsync(folder);
        var (status, output) = await TallyProcess.RunProgramAsync(
            folder.Path,
            "sql",
            "pipeline.sql",
            "--bad-rows",
            "skip",
            "--format",
            "csv",
            "-c",
            "SELECT category, orders FROM sales WHERE orders > 1"
        );
        Assert.True(status == 0, output);
        Assert.Contains("books,2", output);
        (status, output) = await TallyProcess.RunProgramAsync(folder.Path, "log", "cat", "orders");
        Assert.True(status == 0, output);
        Assert.Contains("not an order", output);
    }

    static async Task<TallyProcess> StartAsync(ScratchFolder folder)
    {
        await File.WriteAllTextAsync(folder["pipeline.sql"], Pipeline);
        var tally = TallyProcess.StartProgram(
            folder.Path,
            new Dictionary<string, string>(),
            "run",
            "pipeline.sql",
            "--listen",
            "http://127.0.0.1:0"
        );
        await tally.WaitForAddressAsync();
        using var api = new TallyApi(tally.Address);
        using var answer = await api.Http.PostAsync(
            "/api/v1/topics/orders/records",
            new StringContent(Orders, Encoding.UTF8, "text/plain")
        );
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return tally;
    }

    static StringContent Body(string sql, string? from = null, string? to = null) =>
        new(
            JsonSerializer.Serialize(
                new
                {
                    sql,
                    from,
                    to,
                }
            ),
            Encoding.UTF8,
            "application/json"
        );

    static async Task<JsonElement[]> AskAsync(TallyApi api, string sql, string? from = null, string? to = null)
    {
        using var answer = await api.Http.PostAsync("/api/v1/query", Body(sql, from, to));
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
    }

    static string[] Rows(JsonElement[] answer) =>
        [.. answer.Where(line => line.TryGetProperty("row", out _)).Select(line => line.GetProperty("row").GetRawText())];
}
