using System.Diagnostics;

namespace Tally.System.Tests.Tiers;

/// <summary>kill -9 of edges, center, or several at once, at random moments: every number is that of a run without kills.</summary>
/// <remarks>TALLY_KILL_MINUTES bounds how long the longest of them kills; the number of kills is written.</remarks>
[Collection("tiers")]
public sealed class TierKillTests(ITestOutputHelper output)
{
    [Fact]
    public Task A_few_kills() => RunAsync(orders: 3000, pages: 3000, kills: 10);

    [Fact]
    [Trait("Category", "long")]
    public Task A_hundred_kills() => RunAsync(orders: 20_000, pages: 15_000, kills: 110);

    [Fact]
    [Trait("Category", "long")]
    public Task A_thousand_kills()
    {
        TestRun.SkipUnlessLong();
        return RunAsync(orders: 150_000, pages: 100_000, kills: 1000);
    }

    async Task RunAsync(int orders, int pages, int kills)
    {
        var seed = TestRun.AnySeed();
        var (logs, expected) = await Undisturbed.RunAsync(orders, pages);
        var watch = Stopwatch.StartNew();
        await using var tiers = await TwoTiers.StartAsync(logs, TierNode.FreePort());
        await TormentAsync(tiers, kills, new Random(seed));
        var tormented = watch.Elapsed;
        await tiers.FinishAsync();
        await tiers.CheckAsync(expected);
        await KillAllAsync(tiers);
        await tiers.CheckAsync(expected);
        output.WriteLine($"{tiers.DescribeRecoveries()}; {tormented.TotalSeconds:0} s of kills, {watch.Elapsed.TotalSeconds:0} s in all");
        Assert.Equal((0, 0), await tiers.StopAndCountAsync());
    }

    static async Task TormentAsync(TwoTiers tiers, int kills, Random random)
    {
        var (watch, most) = (Stopwatch.StartNew(), TestRun.KillTime ?? TimeSpan.MaxValue);
        while (tiers.KillCount < kills && watch.Elapsed < most)
        {
            tiers.WriteUpTo((double)tiers.KillCount / kills);
            var edge = tiers.Servers[random.Next(2)].Node;
            TierNode[] victims = random.Next(6) switch
            {
                0 or 1 => [edge],
                2 or 3 => [tiers.Center],
                4 => [tiers.Center, edge],
                _ => [.. tiers.Nodes],
            };
            await Task.WhenAll(victims.Select(victim => victim.KillAsync()));
            await Task.Delay(random.Next(100));
            foreach (var victim in victims) victim.Start();
            // Some are killed again while they start.
            if (random.Next(4) > 0) foreach (var victim in victims) await victim.WaitUntilReadyAsync();
            await Task.Delay(random.Next(600));
        }
    }

    static async Task KillAllAsync(TwoTiers tiers)
    {
        await Task.WhenAll(tiers.Nodes.Select(node => node.KillAsync()));
        foreach (var node in tiers.Nodes) node.Start();
        foreach (var node in tiers.Nodes) await node.WaitUntilReadyAsync();
    }
}
