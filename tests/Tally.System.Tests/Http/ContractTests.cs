using System.Net;
using System.Net.Http.Headers;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Tally.System.Tests.Running;

namespace Tally.System.Tests.Http;

/// <summary>What callers of the HTTP side rely on: who may call, errors with codes, the description, the live rows.</summary>
public sealed class ContractTests
{
    const string Pipeline = """
        CREATE TABLE orders (category STRING, amount DECIMAL(12, 2)) WITH ('connector' = 'log', 'topic' = 'orders', 'format' = 'json');
        -- @title Sales | Sales
        -- @chart bar
        CREATE VIEW sales AS SELECT category, COUNT(*) AS orders, SUM(amount) AS gmv FROM orders GROUP BY category;
        """;

    [Fact]
    public async Task Screen_and_rest_show_the_same_rows()
    {
        using var folder = new ScratchFolder();
        await using var tally = await StartAsync(folder);
        using var api = new TallyApi(tally.Address);
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(
            new UriBuilder(tally.Address) { Scheme = "ws", Path = "/api/v1/live" }.Uri,
            TestContext.Current.CancellationToken
        );
        await socket.SendAsync(
            Encoding.UTF8.GetBytes("""{"subscribe":["sales"]}"""),
            WebSocketMessageType.Text,
            true,
            TestContext.Current.CancellationToken
        );
        using var answer = await api.Http.PostAsync(
            "/api/v1/topics/orders/records",
            Body(
                """
                {"category":"books","amount":10.50}
                {"category":"toys","amount":0.25}
                {"category":"books","amount":1}
                """
            ),
            TestContext.Current.CancellationToken
        );
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var pushed = await ReceiveAsync(socket, deadline.Token);
        while (pushed.GetProperty("rows").GetArrayLength() < 2 || !pushed.GetRawText().Contains("11.5", StringComparison.Ordinal))
            pushed = await ReceiveAsync(socket, deadline.Token);
        var rest = await api.GetAsync("/api/v1/metrics/sales/rows?window=all");
        Assert.Equal(pushed.GetProperty("asOf").GetString(), rest.GetProperty("asOf").GetString());
        Assert.Equal(Sorted(pushed), Sorted(rest));
        Assert.Equal(["[\"books\",2,11.50]", "[\"toys\",1,0.25]"], Sorted(rest));
        Assert.Equal("[\"toys\",1,0.25]", Assert.Single(Sorted(await api.GetAsync("/api/v1/metrics/sales/rows?where=category:toys"))));
        var metric = Assert.Single((await api.GetAsync("/api/v1/metrics")).EnumerateArray());
        Assert.Equal(("sales", "bar"), (metric.GetProperty("name").GetString(), metric.GetProperty("chart").GetString()));
    }

    [Fact]
    public async Task Errors_are_problems_with_a_code()
    {
        using var folder = new ScratchFolder();
        await using var tally = await StartAsync(folder);
        using var api = new TallyApi(tally.Address);
        var (status, code, detail) = await api.ProblemAsync(new(HttpMethod.Get, "/api/v1/metrics/sale/rows"));
        Assert.Equal((HttpStatusCode.NotFound, "unknown-metric"), (status, code));
        Assert.Contains("sales", detail);
        Assert.Equal("bad-request", (await api.ProblemAsync(new(HttpMethod.Get, "/api/v1/metrics/sales/rows?limit=-1"))).Code);
        Assert.Equal("bad-request", (await api.ProblemAsync(new(HttpMethod.Get, "/api/v1/metrics/sales/rows?where=nonsense"))).Code);
        Assert.Equal("bad-request", (await api.ProblemAsync(new(HttpMethod.Get, "/api/v1/metrics/sales/rows?order=-nothing"))).Code);
        Assert.Equal("websocket-expected", (await api.ProblemAsync(new(HttpMethod.Get, "/api/v1/live"))).Code);
        Assert.Equal("bad-request", (await api.ProblemAsync(new(HttpMethod.Get, "/api/v1/metrics/sales/rows?limit=many"))).Code);
        Assert.Equal("not-found", (await api.ProblemAsync(new(HttpMethod.Get, "/api/v1/nonsense"))).Code);
        var stranger = new HttpRequestMessage(HttpMethod.Get, "/api/v1/metrics");
        stranger.Headers.Host = "attacker.example";
        Assert.Equal(
            (HttpStatusCode.MisdirectedRequest, "wrong-host"),
            await api.ProblemAsync(stranger) is var host ? (host.Status, host.Code) : default
        );
        var page = new HttpRequestMessage(HttpMethod.Get, "/api/v1/metrics");
        page.Headers.Add("Origin", "http://attacker.example");
        Assert.Equal(
            (HttpStatusCode.Forbidden, "wrong-origin"),
            await api.ProblemAsync(page) is var origin ? (origin.Status, origin.Code) : default
        );
    }

    [Fact]
    public async Task The_description_is_openapi_3_1_and_names_every_call()
    {
        using var folder = new ScratchFolder();
        await using var tally = await StartAsync(folder);
        using var api = new TallyApi(tally.Address);
        var description = await api.GetAsync("/openapi/v1.json");
        Assert.StartsWith("3.1", description.GetProperty("openapi").GetString());
        var paths = description.GetProperty("paths").EnumerateObject().Select(path => path.Name).ToList();
        Assert.Subset(
            new HashSet<string>(paths),
            new HashSet<string>
            {
                "/api/v1/metrics",
                "/api/v1/metrics/{name}/rows",
                "/api/v1/topics/{topic}/records",
                "/api/v1/query",
                "/api/v1/pipeline",
                "/healthz/live",
                "/healthz/ready",
                "/metrics",
            }
        );
        Assert.Equal("alive", await api.Http.GetStringAsync("/healthz/live", TestContext.Current.CancellationToken));
        Assert.Contains(
            "# TYPE tally_stream_rows_total counter",
            await api.Http.GetStringAsync("/metrics", TestContext.Current.CancellationToken)
        );
    }

    [Fact]
    public async Task Token_is_asked_for_from_writers()
    {
        using var folder = new ScratchFolder();
        await File.WriteAllTextAsync(
            folder["appsettings.json"],
            """{"Server":{"Token":"secret"}}""",
            TestContext.Current.CancellationToken
        );
        await using var tally = await StartAsync(folder);
        using var api = new TallyApi(tally.Address);
        foreach (var token in (string?[])[null, "wrong", "secre", "secrets"])
        {
            api.Http.DefaultRequestHeaders.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
            Assert.Equal(
                (HttpStatusCode.Unauthorized, "token-needed"),
                await api.ProblemAsync(new(HttpMethod.Post, "/api/v1/topics/orders/records") { Content = Body("{}") }) is var problem
                    ? (problem.Status, problem.Code)
                    : default
            );
        }
        api.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "secret");
        using var answer = await api.Http.PostAsync("/api/v1/topics/orders/records", Body("{}"), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory]
    [InlineData("""{"Server":{"Lissten":"http://127.0.0.1:0"}}""", "Server:Lissten")]
    [InlineData("""{"Servers":{"Listen":"http://127.0.0.1:0"}}""", "Servers")]
    [InlineData("""{"Ingest":{"RatePerSecond":"many"}}""", "Ingest:RatePerSecond")]
    [InlineData("""{"Server":{"Listen":"http://0.0.0.0:0"}}""", "Server:Token")]
    public async Task Configuration_that_is_wrong_is_refused_by_name(string settings, string name)
    {
        using var folder = new ScratchFolder();
        await File.WriteAllTextAsync(folder["appsettings.json"], settings, TestContext.Current.CancellationToken);
        var (status, output) = await TallyProcess.RunAsync(folder.Path, "run");
        Assert.Equal(2, status);
        Assert.Contains(name, output);
    }

    static async Task<TallyProcess> StartAsync(ScratchFolder folder)
    {
        await File.WriteAllTextAsync(folder["pipeline.sql"], Pipeline);
        var tally = TallyProcess.Start(folder.Path, "run", "pipeline.sql", "--listen", "http://127.0.0.1:0");
        await tally.WaitForAddressAsync();
        return tally;
    }

    static StringContent Body(string lines) => new(lines, Encoding.UTF8, "application/x-ndjson");

    static string[] Sorted(JsonElement result) =>
        [.. result.GetProperty("rows").EnumerateArray().Select(row => row.GetRawText()).Order(StringComparer.Ordinal)];

    static async Task<JsonElement> ReceiveAsync(ClientWebSocket socket, CancellationToken cancellation)
    {
        using var message = new MemoryStream();
        var buffer = new byte[1 << 16];
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer, cancellation);
            message.Write(buffer, 0, part.Count);
            if (part.EndOfMessage) return JsonDocument.Parse(message.ToArray()).RootElement;
        }
    }
}
