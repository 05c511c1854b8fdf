using System.Diagnostics;
using Tally.System.Tests.Running;

namespace Tally.System.Tests.Tiers;

/// <summary>Whatever the network between edges and center does, and however long the center is away: every number is that of an undisturbed
/// run.</summary>
[Collection("tiers")]
public sealed class TierNetworkTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(nameof(NetworkFault.CutRequest))]
    [InlineData(nameof(NetworkFault.LoseAnswer))]
    [InlineData(nameof(NetworkFault.Duplicate))]
    [InlineData(nameof(NetworkFault.Slow))]
    [Trait("Category", "long")]
    public Task One_kind_of_fault(string fault) =>
        RunAsync(1000, [Enum.Parse<NetworkFault>(fault), NetworkFault.None, NetworkFault.None], _ => Task.CompletedTask);

    [Fact]
    [Trait("Category", "long")]
    public Task All_kinds_and_kills() =>
        RunAsync(
            8000,
            [
                NetworkFault.CutRequest,
                NetworkFault.None,
                NetworkFault.LoseAnswer,
                NetworkFault.Slow,
                NetworkFault.Duplicate,
                NetworkFault.None,
            ],
            async tiers =>
            {
                for (var round = 0; round < 10; round++)
                {
                    tiers.WriteUpTo(0.1 * round);
                    var victim = tiers.Nodes.ElementAt(round % 3);
                    await victim.KillAsync();
                    victim.Start();
                    await victim.WaitUntilReadyAsync();
                }
            }
        );

    async Task RunAsync(int lines, NetworkFault[] faults, Func<TwoTiers, Task> disturb)
    {
        var (logs, expected) = await Undisturbed.RunAsync(lines, lines);
        var port = TierNode.FreePort();
        var seed = TestRun.AnySeed();
        await using var proxy = new FaultProxy(port, seed) { Faults = faults };
        await using var tiers = await TwoTiers.StartAsync(logs, port, proxy.Address);
        var watch = Stopwatch.StartNew();
        for (var part = 1; part <= 10; part++)
        {
            tiers.WriteUpTo(0.08 * part);
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
        await disturb(tiers);
        await tiers.FinishAsync();
        await tiers.CheckAsync(expected);
        output.WriteLine(
            $"{string.Join(", ", proxy.Counts.Select(count => $"{count.Key} {count.Value}"))}; {watch.Elapsed.TotalSeconds:0} s"
        );
        foreach (var fault in faults.Where(fault => fault != NetworkFault.None))
            Assert.True(proxy.Counts.GetValueOrDefault(fault) > 0, $"{fault} never happened");
        Assert.Equal((0, 0), await tiers.StopAndCountAsync());
    }

    [Fact]
    [Trait("Category", "long")]
    public Task Center_that_stands_still_for_a_while() => StandStillAsync(TimeSpan.FromSeconds(3));

    [Fact]
    [Trait("Category", "long")]
    public Task Center_that_stands_still_for_a_minute()
    {
        TestRun.SkipUnlessLong();
        return StandStillAsync(TimeSpan.FromSeconds(60));
    }

    // SIGSTOP: connections stay open and nobody answers; requests time out after 30 s and arrive twice.
    async Task StandStillAsync(TimeSpan pause)
    {
        var (logs, expected) = await Undisturbed.RunAsync(1000, 1000);
        await using var tiers = await TwoTiers.StartAsync(logs, TierNode.FreePort());
        tiers.WriteUpTo(0.3);
        await Task.Delay(300, TestContext.Current.CancellationToken);
        tiers.Center.Pause();
        tiers.WriteUpTo(0.8);
        await Task.Delay(pause, TestContext.Current.CancellationToken);
        // An edge dies meanwhile, with a request under way that the center will find when it wakes up.
        await tiers.Servers[0].Node.KillAsync();
        tiers.Servers[0].Node.Start();
        await tiers.Servers[0].Node.WaitUntilReadyAsync();
        tiers.Center.Continue();
        await tiers.FinishAsync();
        await tiers.CheckAsync(expected);
        Assert.Equal((0, 0), await tiers.StopAndCountAsync());
    }

    [Fact]
    [Trait("Category", "long")]
    public async Task Center_that_is_away_for_long_costs_the_edges_no_memory()
    {
        var logs = await ShopLogs.MakeAsync(60_000, 60_000);
        var port = TierNode.FreePort();
        await using var proxy = new FaultProxy(port, 1);
        await using var tiers = await TwoTiers.StartAsync(logs, port, proxy.Address);
        tiers.WriteUpTo(0.1);
        using var api = new TallyApi(tiers.Center.Address);
        await TallyApi.WaitForAsync(
            async () => (await api.RowsAsync("order_count")).Select(row => long.Parse(row[0])).FirstOrDefault(),
            count => count > 10_000,
            count => $"{count} orders"
        );
        proxy.IsDown = true;
        var edge = tiers.Servers[0].Node;
        await Task.Delay(2000, TestContext.Current.CancellationToken);
        var before = edge.MemoryBytes;
        tiers.WriteUpTo(1);
        using var edgeApi = new TallyApi(edge.Address);
        await TallyApi.WaitForAsync(
            () => BacklogAsync(edgeApi),
            backlog => backlog > 1_000_000,
            backlog => $"a backlog of {backlog} bytes"
        );
        await Task.Delay(5000, TestContext.Current.CancellationToken);
        var after = edge.MemoryBytes;
        var written = Directory.EnumerateFiles(Path.Combine(edge.Folder, "logs")).Sum(path => new FileInfo(path).Length);
        output.WriteLine($"edge: {before >> 20} MB with the center just gone, {after >> 20} MB with {written >> 20} MB written since");
        Assert.True(after - before < 64 << 20, $"the edge grew from {before} to {after} bytes");
        var (status, _, detail) = await edgeApi.ProblemAsync(new(HttpMethod.Get, "/healthz/ready"));
        Assert.Equal(503, (int)status);
        Assert.Contains(proxy.Address.ToString(), detail);
        proxy.IsDown = false;
        await tiers.FinishAsync();
        Assert.Equal((0, 0), await tiers.StopAndCountAsync());
    }

    static async Task<long> BacklogAsync(TallyApi api) =>
        (await api.GetAsync("/api/v1/pipeline"))
            .GetProperty("streams")
            .EnumerateArray()
            .Sum(stream => stream.GetProperty("backlog").GetInt64());
}
