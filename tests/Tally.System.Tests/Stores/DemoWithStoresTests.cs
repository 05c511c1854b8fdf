using Tally.System.Tests.Repository;
using Tally.System.Tests.Running;

namespace Tally.System.Tests.Stores;

/// <summary>The demo with the one file that adds Redis and PostgreSQL.</summary>
public sealed class DemoWithStoresTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Demo_fills_both_stores_and_they_hold_what_the_log_gives()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var postgres = await PostgresServer.StartAsync();
        using var folder = new ScratchFolder();
        var shop = Path.Combine(Checkout.Root, "pipelines/shop");
        var sinks = (
            await File.ReadAllTextAsync(Path.Combine(shop, "with-kafka-redis-postgres/sinks.sql"), TestContext.Current.CancellationToken)
        )
            .Replace("'connector' = 'redis', 'host' = 'localhost'", redis.Options)
            .Replace(
                "'connector' = 'jdbc', 'url' = 'jdbc:postgresql://localhost:5432/tally', 'username' = 'tally', 'password' = 'tally'",
                postgres.Options
            );
        await File.WriteAllTextAsync(folder["sinks.sql"], sinks, TestContext.Current.CancellationToken);
        await using var demo = TallyProcess.Start(
            folder.Path,
            "demo",
            folder["sinks.sql"],
            "--rate",
            "200",
            "--data",
            folder["data"],
            "--listen",
            "http://127.0.0.1:0"
        );
        await demo.WaitForAddressAsync();
        await TallyApi.WaitForAsync(
            () => redis.LinesAsync("KEYS", "shop:*"),
            keys => new[] { "shop:merchant_sales:", "shop:top_buyers:" }.All(kind => keys.Any(key => key.StartsWith(kind))),
            keys => string.Join(", ", keys)
        );
        await TallyApi.WaitForAsync(
            () => postgres.RowsAsync("SELECT 1 WHERE to_regclass('merchant_sales') IS NOT NULL"),
            rows => rows.Count == 1,
            _ => "no table"
        );
        await TallyApi.WaitForAsync(
            () => postgres.RowsAsync("SELECT sum(orders) FROM merchant_sales"),
            rows => rows[0].Length > 0,
            rows => rows[0]
        );
        Assert.Equal(0, await demo.InterruptAsync());
        var (status, text) = await TallyProcess.RunAsync(
            folder.Path,
            "verify",
            Path.Combine(shop, "streams.sql"),
            Path.Combine(shop, "metrics"),
            folder["sinks.sql"],
            "--data",
            folder["data"]
        );
        output.WriteLine(text);
        Assert.True(status == 0, text);
    }

    [Fact]
    public async Task Check_shows_the_statements_that_create_the_tables()
    {
        var (_, text) = await TallyProcess.RunAsync(Checkout.Root, "check", "pipelines/shop", "pipelines/shop/with-kafka-redis-postgres");
        Assert.Contains("CREATE TABLE IF NOT EXISTS \"gmv_minute\"", text);
        Assert.Contains("\"gmv\" numeric(38,2)", text);
        Assert.Contains("PRIMARY KEY (\"window_start\", \"window_end\")", text);
    }
}
