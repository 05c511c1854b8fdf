using System.Net;
using System.Text;
using System.Text.Json;
using Tally.System.Tests.Running;

namespace Tally.System.Tests.Alerts;

/// <summary>Conditions in comments above metrics, from the rows to the webhook.</summary>
public sealed class AlertTests
{
    const string Pipeline = """
        CREATE TABLE orders (shop STRING, amount INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts)
            WITH ('connector' = 'log', 'topic' = 'orders', 'format' = 'json');
        -- @title Sales | Sales
        -- @alert total < 10 for 2 windows
        CREATE VIEW sales AS SELECT window_start, window_end, shop, SUM(amount) AS total
        FROM TABLE(TUMBLE(TABLE orders, DESCRIPTOR(ts), INTERVAL '1' MINUTE)) GROUP BY window_start, window_end, shop;
        -- @alert n >= 3 → webhook
        CREATE VIEW counts AS SELECT shop, COUNT(*) AS n FROM orders GROUP BY shop;
        """;

    [Fact]
    public async Task Alerts_fire_are_posted_until_taken_and_are_resolved()
    {
        using var folder = new ScratchFolder();
        using var hook = new HookListener(500, 503);
        await File.WriteAllTextAsync(folder["pipeline.sql"], Pipeline, TestContext.Current.CancellationToken);
        var environment = new Dictionary<string, string> { ["TALLY__Alerts__Webhook"] = hook.Address };
        await using (
            var tally = TallyProcess.StartProgram(folder.Path, environment, "run", "pipeline.sql", "--listen", "http://127.0.0.1:0")
        )
        {
            await tally.WaitForAddressAsync();
            using var api = new TallyApi(tally.Address);
            await SendAsync(
                api,
                ("a", 5, "00:00:10"),
                ("b", 50, "00:00:20"),
                ("a", 5, "00:01:10"),
                ("b", 5, "00:01:20"),
                ("a", 1, "00:02:00")
            );
            var firing = await AlertsAsync(api, "active", 2);
            Assert.Equal(["counts n >= 3 a", "sales total < 10 for 2 windows a"], firing.Select(Name).Order(StringComparer.Ordinal));
            var posted = await TallyApi.WaitForAsync(
                () => Task.FromResult(hook.Taken.ToArray()),
                taken => taken.Length == 2,
                taken => $"{taken.Length} posts"
            );
            Assert.True(hook.AttemptCount >= 4);
            Assert.Equal(firing.Select(Id).Order(StringComparer.Ordinal), posted.Select(Id).Order(StringComparer.Ordinal));
            Assert.All(posted, alert => Assert.Equal("firing", alert.GetProperty("state").GetString()));
            Assert.Equal("2", (await api.GetAsync("/api/v1/alerts")).GetProperty("webhook").GetProperty("sent").ToString());
            Assert.Contains(
                "tally_alerts_firing{metric=\"sales\"} 1",
                await api.Http.GetStringAsync("/metrics", TestContext.Current.CancellationToken)
            );
            await SendAsync(api, ("a", 100, "00:02:10"), ("a", 1, "00:03:10"));
            Assert.Equal(["counts n >= 3 a"], (await AlertsAsync(api, "active", 1)).Select(Name));
            await tally.InterruptAsync();
        }
        Assert.Contains(hook.Taken, alert => alert.GetProperty("state").GetString() == "resolved");
        // What fires is known after a restart, and told again under the same id.
        var first = hook.Taken.First(alert => alert.GetProperty("metric").GetString() == "counts");
        await using var again = TallyProcess.StartProgram(
            folder.Path,
            environment,
            "run",
            "pipeline.sql",
            "--listen",
            "http://127.0.0.1:0"
        );
        await again.WaitForAddressAsync();
        using var after = new TallyApi(again.Address);
        Assert.Equal([Id(first)], (await AlertsAsync(after, "active", 1)).Select(Id));
        await TallyApi.WaitForAsync(
            () => Task.FromResult(hook.Taken.Count(alert => Id(alert) == Id(first))),
            count => count == 2,
            count => $"{count} posts"
        );
    }

    [Theory]
    [InlineData("-- @alert totl < 10", "did you mean total")]
    [InlineData("-- @alert total", "takes a condition")]
    [InlineData("-- @alert total < DATE '2025-11-11'", "TLY1201")]
    public async Task A_condition_without_meaning_is_an_error(string comment, string reason)
    {
        using var folder = new ScratchFolder();
        await File.WriteAllTextAsync(
            folder["pipeline.sql"],
            Pipeline.Replace("-- @alert total < 10 for 2 windows", comment),
            TestContext.Current.CancellationToken
        );
        var (status, output) = await TallyProcess.RunProgramAsync(folder.Path, "check", "pipeline.sql");
        Assert.Equal(1, status);
        Assert.Contains(reason, output);
    }

    static string Id(JsonElement alert) => alert.GetProperty("id").GetString()!;

    static string Name(JsonElement alert) =>
        $"{alert.GetProperty("metric").GetString()} {alert.GetProperty("condition").GetString()} " +
            $"{alert.GetProperty("key").GetProperty("shop").GetString()}";

    static async Task<JsonElement[]> AlertsAsync(TallyApi api, string list, int count) =>
        await TallyApi.WaitForAsync(
            async () => (await api.GetAsync("/api/v1/alerts")).GetProperty(list).EnumerateArray().ToArray(),
            alerts => alerts.Length == count,
            alerts => string.Join('\n', alerts.Select(alert => alert.GetRawText()))
        );

    static async Task SendAsync(TallyApi api, params (string Shop, int Amount, string Time)[] orders)
    {
        var lines = string.Join(
            '\n',
            orders.Select(order => $$"""{"shop":"{{order.Shop}}","amount":{{order.Amount}},"ts":"2025-11-11 {{order.Time}}"}""")
        );
        using var answer = await api.Http.PostAsync(
            "/api/v1/topics/orders/records",
            new StringContent(lines, Encoding.UTF8, "application/x-ndjson")
        );
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }
}
