using System.Text.Json;
using System.Text.RegularExpressions;
using Tally.System.Tests.Repository;
using Tally.System.Tests.Running;

namespace Tally.System.Tests.Stores;

/// <summary>The demo with --log kafka://… and the one file that adds Redis and PostgreSQL: killed, started again, stopped, and verified
/// each time.</summary>
[Trait("Category", "long")]
public sealed partial class DemoWithKafkaTests(ITestOutputHelper output)
{
    static readonly Dictionary<string, string> s_settings = new() { ["TALLY__Engine__CheckpointIntervalMs"] = "2000" };

    static readonly string s_shop = Path.Combine(Checkout.Root, "pipelines/shop");

    [Fact]
    public async Task Stores_hold_what_Kafka_gives_after_a_kill_while_running_and_after_a_stop()
    {
        await using var kafka = await KafkaServer.StartAsync();
        var servers = kafka.Bootstrap;
        await using var redis = await RedisServer.StartAsync();
        await using var postgres = await PostgresServer.StartAsync();
        using var folder = new ScratchFolder();
        await File.WriteAllTextAsync(folder["sinks.sql"], await SinksAsync(redis, postgres), TestContext.Current.CancellationToken);
        await using (var demo = await StartAsync(folder, servers, redis, "demo"))
        {
            await WaitForOrdersAsync(postgres, 200);
            await demo.KillAsync();
        }
        await using (var demo = await StartAsync(folder, servers, redis, "demo"))
        {
            await WaitForOrdersAsync(postgres, 1000);
            await VerifyAsync(folder, servers, redis, postgres, isRunning: true);
            Assert.Equal(0, await demo.InterruptAsync());
            Assert.DoesNotContain("no last checkpoint", demo.Output);
        }
        await VerifyAsync(folder, servers, redis, postgres, isRunning: false);
        var orders = CountOrders(folder["data/logs"]);
        await using (
            var rest = await StartAsync(
                folder,
                servers,
                redis,
                "run",
                Path.Combine(s_shop, "streams.sql"),
                Path.Combine(s_shop, "collection.sql"),
                Path.Combine(s_shop, "metrics")
            )
        )
        {
            await WaitForOrdersAsync(postgres, orders);
            Assert.Equal(0, await rest.InterruptAsync());
        }
        await VerifyAsync(folder, servers, redis, postgres, isRunning: false);
        Assert.Equal([$"{orders}"], await postgres.RowsAsync("SELECT sum(orders) FROM merchant_sales"));
        output.WriteLine($"{orders} orders in the shop's files, each counted once in PostgreSQL");
    }

    /// <summary>Options for sinks.sql that name the servers of the test.</summary>
    internal static async Task<string> SinksAsync(RedisServer redis, PostgresServer postgres) =>
        (await File.ReadAllTextAsync(Path.Combine(s_shop, "with-kafka-redis-postgres/sinks.sql"), TestContext.Current.CancellationToken))
            .Replace("'connector' = 'redis', 'host' = 'localhost'", redis.Options)
            .Replace(
                "'connector' = 'jdbc', 'url' = 'jdbc:postgresql://localhost:5432/tally', 'username' = 'tally', 'password' = 'tally'",
                postgres.Options
            );

    static async Task<TallyProcess> StartAsync(
        ScratchFolder folder,
        string servers,
        RedisServer redis,
        string command,
        params string[] paths
    )
    {
        var work = command == "run" ? folder["data"] : folder.Path;
        string[] more = command == "demo" ? ["--rate", "100"] : [];
        var tally = TallyProcess.StartProgram(
            work,
            s_settings,
            [
                command,
                .. paths,
                folder["sinks.sql"],
                .. more,
                "--log",
                $"kafka://{servers}",
                "--data",
                folder["data"],
                "--listen",
                "http://127.0.0.1:0",
            ]
        );
        await tally.WaitForAddressAsync();
        return tally;
    }

    static Task WaitForOrdersAsync(PostgresServer postgres, long count) =>
        TallyApi.WaitForAsync(
            () => postgres.RowsAsync("SELECT sum(orders) FROM merchant_sales"),
            rows => rows is [var sum] && long.TryParse(sum, out var orders) && orders >= count,
            rows => string.Join(", ", rows)
        );

    async Task VerifyAsync(ScratchFolder folder, string servers, RedisServer redis, PostgresServer postgres, bool isRunning)
    {
        var (status, text) = await TallyProcess.RunProgramAsync(
            folder.Path,
            "verify",
            Path.Combine(s_shop, "streams.sql"),
            Path.Combine(s_shop, "metrics"),
            folder["sinks.sql"],
            "--log",
            $"kafka://{servers}",
            "--data",
            folder["data"]
        );
        output.WriteLine($"{(isRunning ? "while running" : "after a stop")}:\n{text}");
        Assert.True(status == 0, text);
        Assert.Equal(7, text.Split('\n').Count(line => line.Contains(" 0 differences", StringComparison.Ordinal)));
        if (!isRunning) Assert.DoesNotContain("changing", text);
        Assert.All(MerchantRows().Matches(text), match => Assert.True(int.Parse(match.Groups[1].Value) > 100, text));
    }

    // The shop writes a broken line now and then; those are dead letters.
    static long CountOrders(string logs) => Directory.GetFiles(logs, "orders.log*").SelectMany(File.ReadLines).Count(line =>
    {
        try
        {
            using var order = JsonDocument.Parse(line);
            return order.RootElement.TryGetProperty("merchant", out var merchant) && merchant.ValueKind == JsonValueKind.String;
        }
        catch (JsonException)
        {
            return false;
        }
    });

    [GeneratedRegex(@"_merchant_sales: (\d+) rows")]
    private static partial Regex MerchantRows();
}
