using System.Diagnostics;

namespace Tally.System.Tests.Kafka;

/// <summary>From file to screen through Kafka under kill -9 of Tally and of brokers: every order is counted once.</summary>
[Trait("Category", "long")]
public sealed class KafkaKillTests(ITestOutputHelper output)
{
    [Fact]
    public Task Tally_is_killed_a_dozen_times() =>
        RunAsync(brokers: 1, orders: TestRun.IsLong ? 200_000 : 12_000, steps: TestRun.IsLong ? 120 : 12, brokerEvery: 0);

    [Fact]
    public Task The_only_broker_is_killed_too() =>
        RunAsync(brokers: 1, orders: TestRun.IsLong ? 100_000 : 6_000, steps: TestRun.IsLong ? 40 : 2, brokerEvery: 1);

    [Fact]
    public Task One_of_three_brokers_is_killed_at_a_time() =>
        RunAsync(brokers: 3, orders: TestRun.IsLong ? 100_000 : 6_000, steps: TestRun.IsLong ? 24 : 2, brokerEvery: 1);

    async Task RunAsync(int brokers, int orders, int steps, int brokerEvery)
    {
        var seed = TestRun.AnySeed();
        var watch = Stopwatch.StartNew();
        await using var server = await KafkaServer.StartAsync(brokers);
        await using var shop = new KafkaShop(server.Bootstrap, orders);
        shop.Start();
        var brokerKills = await TormentAsync(server, shop, brokers, steps, brokerEvery, new Random(seed));
        shop.Feed.WriteUpTo(1);
        await shop.CheckAsync();
        var (stored, once) = await shop.CountRecordsAsync();
        output.WriteLine(
            $"{orders} orders, {shop.Collector.KillCount} kills of the collector, {shop.Center.KillCount} of the center, {brokerKills} " +
                $"of brokers; {stored} records stored, {stored - once} of them repeats; {watch.Elapsed.TotalSeconds:0} s"
        );
        Assert.Equal(orders, once);
    }

    static async Task<int> TormentAsync(KafkaServer server, KafkaShop shop, int brokers, int steps, int brokerEvery, Random random)
    {
        var brokerKills = 0;
        for (var step = 1; step <= steps; step++)
        {
            shop.Feed.WriteUpTo((double)step / (steps + 1));
            var broker = brokerEvery > 0 && step % brokerEvery == 0 ? random.Next(brokers) + 1 : 0;
            if (broker > 0) await server.KillAsync(broker);
            brokerKills += broker > 0 ? 1 : 0;
            await Task.Delay(random.Next(broker > 0 ? 3000 : 700));
            foreach (
                var victim in random.Next(3) switch
                {
                    0 => [shop.Collector],
                    1 => [shop.Center],
                    _ => new[] { shop.Collector, shop.Center },
                }
            )
            {
                await victim.KillAsync();
                victim.Start();
            }
            if (broker > 0) await server.RestartAsync(broker);
            if (random.Next(4) == 0) continue; // killed again while it starts
            await shop.Collector.WaitUntilReadyAsync();
            await shop.Center.WaitUntilReadyAsync();
            await Task.Delay(random.Next(1200));
        }
        return brokerKills;
    }
}
