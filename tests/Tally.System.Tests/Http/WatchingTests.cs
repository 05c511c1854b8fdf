using System.Net;
using System.Text;
using Tally.System.Tests.Running;

namespace Tally.System.Tests.Http;

/// <summary>tally tap and tally top against a running Tally, with their output in a pipe.</summary>
public sealed class WatchingTests
{
    const string Pipeline = """
        CREATE TABLE orders (id INT, category STRING) WITH ('connector' = 'log', 'topic' = 'orders', 'format' = 'json');
        CREATE VIEW sales AS SELECT category, COUNT(*) AS orders FROM orders GROUP BY category;
        """;

    [Fact]
    public async Task Tap_and_top_show_what_passes()
    {
        using var folder = new ScratchFolder();
        await File.WriteAllTextAsync(folder["pipeline.sql"], Pipeline, TestContext.Current.CancellationToken);
        await using var tally = TallyProcess.StartProgram(
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
            new StringContent("{\"id\":1,\"category\":\"茶\"}\n{\"id\":2,\"category\":\"茶\"}\n", Encoding.UTF8, "text/plain"),
            TestContext.Current.CancellationToken
        );
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await api.WaitForRowsAsync("sales", "茶,2");
        var url = tally.Address.ToString();
        Assert.Equal(
            (0, "{\"id\":1,\"category\":\"茶\"}\n{\"id\":2,\"category\":\"茶\"}"),
            await TallyProcess.RunProgramAsync(folder.Path, "tap", "orders", "--count", "2", "--url", url)
        );
        var (status, output) = await TallyProcess.RunProgramAsync(folder.Path, "tap", "sales", "--count", "1", "--url", url);
        Assert.True(status == 0, output);
        Assert.Contains("\"rows\":[[\"茶\",2]]", output);
        (status, output) = await TallyProcess.RunProgramAsync(folder.Path, "top", "--url", url);
        Assert.True(status == 0, output);
        Assert.Contains("orders", output);
        Assert.Contains("sales", output);
        (status, output) = await TallyProcess.RunProgramAsync(folder.Path, "tap", "nothing", "--url", url);
        Assert.Equal(1, status);
        Assert.Contains("there is no metric and no topic 'nothing'", output);
    }

    [Fact]
    public async Task Records_that_are_left_out_are_counted()
    {
        using var folder = new ScratchFolder();
        await using var tally = TallyProcess.StartProgram(
            folder.Path,
            new Dictionary<string, string>(),
            "run",
            "--listen",
            "http://127.0.0.1:0"
        );
        await tally.WaitForAddressAsync();
        using var api = new TallyApi(tally.Address);
        using var answer = await api.Http.PostAsync(
            "/api/v1/topics/t/records",
            new StringContent(string.Join('\n', Enumerable.Range(0, 20)), Encoding.UTF8, "text/plain"),
            TestContext.Current.CancellationToken
        );
        var lines = (await api.Http.GetStringAsync("/api/v1/topics/t/records?last=3", TestContext.Current.CancellationToken)).Split(
            '\n',
            StringSplitOptions.RemoveEmptyEntries
        );
        Assert.Equal(
            ["17", "18", "19"],
            lines.Select(line => global::System.Text.Json.JsonDocument.Parse(line).RootElement.GetProperty("record").GetString())
        );
        Assert.Equal("unknown-topic", (await api.ProblemAsync(new(HttpMethod.Get, "/api/v1/topics/u/records"))).Code);
    }
}
