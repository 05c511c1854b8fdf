using Tally.System.Tests.Running;

namespace Tally.System.Tests.Kafka;

/// <summary>A cluster that is away: Tally starts, says so, keeps what it has, and catches up.</summary>
[Trait("Category", "long")]
public sealed class KafkaFaultTests
{
    [Fact]
    public async Task A_broker_that_is_absent_at_the_start_and_paused_later_costs_nothing()
    {
        const int orders = 3000;
        await using var server = await KafkaServer.StartAsync();
        await using var shop = new KafkaShop(server.Bootstrap, orders);
        await server.KillAsync();
        shop.Feed.WriteUpTo(0.5);
        shop.Start();
        await shop.Collector.WaitUntilReadyAsync();
        await shop.Center.WaitUntilReadyAsync();
        await WaitForReadyAsync(shop.Center.Address, "Kafka at ");
        await WaitForReadyAsync(shop.Collector.Address, "Kafka at ");
        await server.RestartAsync();
        await WaitForReadyAsync(shop.Center.Address, "ready");
        await WaitForReadyAsync(shop.Collector.Address, "ready");
        await server.PauseAsync(isPaused: true);
        shop.Feed.WriteUpTo(1);
        await Task.Delay(TimeSpan.FromSeconds(TestRun.IsLong ? 60 : 5), TestContext.Current.CancellationToken);
        await server.PauseAsync(isPaused: false);
        await shop.CheckAsync();
        var (_, once) = await shop.CountRecordsAsync();
        Assert.Equal(orders, once);
    }

    static async Task WaitForReadyAsync(Uri address, string expected)
    {
        using var http = new HttpClient { BaseAddress = address };
        await TallyApi.WaitForAsync(
            async () => await (await http.GetAsync("/healthz/ready")).Content.ReadAsStringAsync(),
            answer => answer.Contains(expected, StringComparison.OrdinalIgnoreCase),
            answer => answer
        );
    }
}
