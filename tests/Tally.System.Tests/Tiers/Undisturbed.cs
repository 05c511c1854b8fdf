using System.Collections.Concurrent;

namespace Tally.System.Tests.Tiers;

/// <summary>The rows of every metric when nothing happens; computed once for each amount of input.</summary>
static class Undisturbed
{
    static readonly ConcurrentDictionary<(int Orders, int Pages), Lazy<Task<(ShopLogs, SortedDictionary<string, List<string>>)>>> s_runs =
        [];

    /// <param name="orders">Order lines of each server.</param>
    /// <param name="pages">Access lines of each server.</param>
    public static Task<(ShopLogs Logs, SortedDictionary<string, List<string>> Rows)> RunAsync(int orders, int pages) =>
        s_runs.GetOrAdd((orders, pages), size => new(() => RunOnceAsync(size.Orders, size.Pages))).Value;

    static async Task<(ShopLogs, SortedDictionary<string, List<string>>)> RunOnceAsync(int orders, int pages)
    {
        var logs = await ShopLogs.MakeAsync(orders, pages);
        await using var tiers = await TwoTiers.StartAsync(logs, TierNode.FreePort());
        var rows = await tiers.FinishAsync();
        await tiers.CheckAsync(rows);
        Assert.Equal((0, 0), await tiers.StopAndCountAsync());
        return (logs, rows);
    }
}
