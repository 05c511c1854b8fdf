using System.Diagnostics;
using Tally.System.Tests.Running;

namespace Tally.System.Tests.Tiers;

/// <summary>More input than the machine can process: memory stays bounded, the log grows, lag is shown, and at the end the numbers are
/// right.</summary>
[Collection("tiers")]
public sealed class OverloadTests(ITestOutputHelper output)
{
    [Fact]
    [Trait("Category", "long")]
    public Task Three_times_the_rate_for_some_seconds() => RunAsync(TimeSpan.FromSeconds(8));

    [Fact]
    [Trait("Category", "long")]
    public Task Three_times_the_rate_for_a_minute()
    {
        TestRun.SkipUnlessLong();
        return RunAsync(TimeSpan.FromSeconds(60));
    }

    async Task RunAsync(TimeSpan duration)
    {
        var logs = await ShopLogs.MakeAsync(20_000, 1000);
        var rate = await MeasureAsync(logs);
        var repeats = (int)Math.Max(3, 3 * rate * duration.TotalSeconds / logs.OrderLines.Count);
        await using var tiers = await TwoTiers.StartAsync(logs, TierNode.FreePort());
        using var api = new TallyApi(tiers.Center.Address);
        var (largest, mostMemory) = (0L, 0L);
        var pace = Stopwatch.StartNew();
        for (var repeat = 0; repeat < repeats; repeat++)
        {
            foreach (var server in tiers.Servers)
                server.WriteAgain();
            if (duration * (repeat + 1) / repeats - pace.Elapsed is var wait && wait > TimeSpan.Zero)
                await Task.Delay(wait, TestContext.Current.CancellationToken);
            (largest, mostMemory) = (
                Math.Max(largest, await LagAsync(tiers)),
                Math.Max(mostMemory, tiers.Nodes.Max(node => node.MemoryBytes))
            );
        }
        var written = pace.Elapsed;
        long expected = (long)repeats * logs.OrderLines.Count;
        var watch = Stopwatch.StartNew();
        while (await CountAsync(api) < expected && watch.Elapsed < TimeSpan.FromMinutes(8))
        {
            mostMemory = Math.Max(mostMemory, tiers.Nodes.Max(node => node.MemoryBytes));
            await Task.Delay(200, TestContext.Current.CancellationToken);
        }
        output.WriteLine(
            $"{rate:N0} orders/s can be done; {expected:N0} orders were written in {written.TotalSeconds:0} s; the largest lag was " +
                $"{largest >> 20} MB, the most memory {mostMemory >> 20} MB; caught up {watch.Elapsed.TotalSeconds:0} s later"
        );
        Assert.Equal(expected, await CountAsync(api));
        Assert.True(largest > 0, "no lag was ever shown");
        Assert.InRange(mostMemory, 0, 1L << 30);
        var sum = (await api.RowsAsync("order_count"))[0][1];
        Assert.Equal(logs.Gmv * repeats, decimal.Parse(sum, global::System.Globalization.CultureInfo.InvariantCulture));
    }

    /// <summary>Orders a second from files to the center's metrics, when all is there at once.</summary>
    static async Task<double> MeasureAsync(ShopLogs logs)
    {
        await using var tiers = await TwoTiers.StartAsync(logs, TierNode.FreePort());
        using var api = new TallyApi(tiers.Center.Address);
        var watch = Stopwatch.StartNew();
        for (var times = 0; times < 3; times++)
            foreach (var server in tiers.Servers) server.WriteAgain();
        await TallyApi.WaitForAsync(() => CountAsync(api), count => count == 3L * logs.OrderLines.Count, count => $"{count} orders");
        return 3 * logs.OrderLines.Count / watch.Elapsed.TotalSeconds;
    }

    static async Task<long> CountAsync(TallyApi api) =>
        (await api.RowsAsync("order_count")).Select(row => long.Parse(row[0])).FirstOrDefault();

    // At the edges bytes of files, in the center records of topics: what waits where depends on who is slower.
    static async Task<long> LagAsync(TwoTiers tiers)
    {
        var lag = 0L;
        foreach (var node in tiers.Nodes)
        {
            using var api = new TallyApi(node.Address);
            lag += (await api.GetAsync("/api/v1/pipeline"))
                .GetProperty("streams")
                .EnumerateArray()
                .Sum(stream => stream.GetProperty("backlog").GetInt64());
        }
        return lag;
    }
}
