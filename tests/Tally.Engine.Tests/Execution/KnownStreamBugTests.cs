using Tally.Engine.Execution;
using Tally.Engine.Execution.Checkpoints;
using Tally.Engine.Execution.Live;
using Tally.Testing.Clocks;
using Xunit;

namespace Tally.Engine.Tests.Execution;

/// <summary>What other stream processors have got wrong with time, idleness and checkpoints, each by the name of the issue.</summary>
public sealed class KnownStreamBugTests
{
    const string ByWindow =
        "SELECT window_start, category, COUNT(*) AS n, SUM(amount) AS s FROM TABLE(TUMBLE(TABLE orders, DESCRIPTOR(ts), INTERVAL '10' " +
            "SECOND)) GROUP BY window_start, window_end, category;";

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Slow_reader_is_not_taken_for_idle_flink_5634()
    {
        await using var shop = new LiveShop();
        await shop.AppendAsync("orders", LiveShop.Lines(3000));
        var (results, statistics) = await RunAsync(shop, options => options with { IdleTimeoutMs = 1, BatchesUnderWay = 1 });
        Assert.Equal(await shop.BoundedAsync(LiveShop.Orders + ByWindow), results);
        Assert.Equal(0, statistics.Streams[0].Late);
    }

    [Theory]
    [InlineData("2099-01-01 00:00:00.000")]
    [InlineData("9999-12-31 23:59:59.999")]
    public async Task Event_in_the_future_makes_no_honest_one_late_sqlflow_358_laminardb_388(string future)
    {
        await using var shop = new LiveShop();
        var honest = LiveShop.Lines(200).ToList();
        await shop.AppendAsync("orders", honest.Take(20));
        await shop.AppendAsync(
            "orders",
            [
                (0, $$"""{"id":1,"ts":"{{future}}","category":"x","amount":1}"""),
                (1, $$"""{"id":2,"ts":"{{future}}","category":"x","amount":1}"""),
            ]
        );
        await shop.AppendAsync("orders", honest.Skip(20));
        var (results, statistics) = await RunAsync(shop, options => options);
        Assert.Equal(200, results.Sum(line => long.Parse(line.Split(',')[2])));
        Assert.Equal((0L, 2L), (statistics.Streams[0].Late, statistics.Streams[0].Dead["future-time"]));
    }

    [Fact]
    public async Task Table_without_a_partition_has_no_watermark_flink_4967_4969_1447()
    {
        var clock = new ManualTime();
        await using var shop = new LiveShop { Clock = clock };
        await using var run = await shop.OpenAsync(LiveShop.Orders + ByWindow, new(), options => options with { IdleTimeoutMs = 1 });
        var running = run.RunAsync(Cancellation);
        await LookAsync(run, clock, 3);
        Assert.Null(Assert.Single(run.Statistics.Streams).WatermarkMs);
    }

    [Fact]
    public async Task Clock_that_jumps_ahead_makes_no_partition_idle()
    {
        var clock = new ManualTime();
        await using var shop = new LiveShop { Clock = clock };
        await shop.AppendAsync("orders", LiveShop.Lines(20));
        await using var run = await shop.OpenAsync(LiveShop.Orders + ByWindow, new(), options => options with { IdleTimeoutMs = 600_000 });
        var running = run.RunAsync(Cancellation);
        await LookAsync(run, clock, 1);
        Assert.Equal(20, run.Statistics.Streams[0].Rows);
        clock.Jump(TimeSpan.FromDays(1));
        await LookAsync(run, clock, 3);
        Assert.All(run.Statistics.Streams[0].Partitions, partition => Assert.False(partition.Idle));
    }

    [Fact]
    public async Task Clock_that_jumps_back_keeps_no_partition_from_being_idle()
    {
        var clock = new ManualTime();
        await using var shop = new LiveShop { Clock = clock };
        await shop.AppendAsync("orders", LiveShop.Lines(100).Where(line => line.Partition == 0));
        var results = new LiveResults();
        await using var run = await shop.OpenAsync(LiveShop.Orders + ByWindow, results, options => options with { IdleTimeoutMs = 1 });
        clock.Jump(TimeSpan.FromDays(-1));
        var running = run.RunAsync(Cancellation);
        await LookAsync(run, clock, 3);
        Assert.True(run.Statistics.Streams[0].Partitions.Single(partition => partition.Position == 0).Idle);
        await PassTimeUntilAsync(clock, () => results.WhenAsync("q0", 30).IsCompletedSuccessfully);
    }

    // The pump has looked for partitions that many times more: what had to happen by then has happened.
    static Task LookAsync(LiveRun run, ManualTime clock, long times)
    {
        var wanted = run.Statistics.Streams[0].LookCount + times;
        return PassTimeUntilAsync(clock, () => run.Statistics.Streams[0].LookCount >= wanted);
    }

    static async Task PassTimeUntilAsync(ManualTime clock, Func<bool> condition)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(TimeSpan.FromMinutes(1));
        while (!condition())
        {
            clock.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Delay(1, limit.Token);
        }
    }

    static DateTime TimeOf(int id) => new DateTime(2025, 11, 11).AddSeconds(id - (id % 2)).AddMilliseconds(-(id % 2));

    // Time that goes back a little in every record: the watermark stands on the greatest and goes on.
    [Fact]
    public async Task Small_steps_back_do_not_stop_the_watermark_numaflow_3424()
    {
        await using var shop = new LiveShop();
        await shop.AppendAsync(
            "orders",
            Enumerable
                .Range(0, 500)
                .Select(id =>
                    (
                        0,
                        $$"""{"id":{{id}},"ts":"{{TimeOf(id):yyyy-MM-dd HH:mm:ss.fff}}","category":"c","amount":1}"""
                    )
                )
        );
        var (results, statistics) = await RunAsync(shop, options => options with { IdleTimeoutMs = 1 });
        Assert.Equal(500, results.Sum(line => long.Parse(line.Split(',')[2])));
        Assert.Equal(0, statistics.Streams[0].Late);
    }

    [Fact]
    public void Empty_checkpoint_after_a_loss_of_power_is_passed_over_beats_3537()
    {
        var folder = Directory.CreateTempSubdirectory("tally-known-").FullName;
        try
        {
            var store = new CheckpointStore(folder);
            for (var number = 1; number <= 2; number++)
                store.Write(new(number, DateTimeOffset.UnixEpoch, [new("orders", 7, [new PartitionPosition("orders/0", number, 5)])], []));
            File.WriteAllBytes(Directory.GetFiles(folder).Order(StringComparer.Ordinal).Last(), []);
            var next = new CheckpointStore(folder);
            Assert.Equal(1, next.ReadNewest()!.Number);
            Assert.NotEmpty(next.Findings);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // The first recovery dies as well, before it has taken a checkpoint of its own.
    [Fact]
    public async Task Recovering_twice_from_one_checkpoint_counts_once_flink_5030()
    {
        await using var shop = new LiveShop();
        var results = new LiveResults();
        for (var life = 0; life < 3; life++)
        {
            await shop.AppendAsync("orders", LiveShop.Lines(200, 200 * life));
            await using var run = await shop.OpenAsync(LiveShop.Orders + ByWindow, results);
            _ = run.RunAsync(Cancellation);
            await results.WhenAsync("q0", 50 + 100 * life).WaitAsync(TimeSpan.FromMinutes(1), Cancellation);
            if (life == 0) await run.CheckpointAsync(Cancellation);
        }
        await using var last = await shop.OpenAsync(LiveShop.Orders + ByWindow, results, options => options with { ToEnd = true });
        await last.RunAsync(Cancellation).WaitAsync(TimeSpan.FromMinutes(2), Cancellation);
        Assert.Equal(await shop.BoundedAsync(LiveShop.Orders + ByWindow), results.Of("q0"));
    }

    static async Task<(List<string> Results, LiveStatistics Statistics)> RunAsync(LiveShop shop, Func<LiveOptions, LiveOptions> change)
    {
        var results = new LiveResults();
        await using var run = await shop.OpenAsync(LiveShop.Orders + ByWindow, results, options => change(options) with { ToEnd = true });
        await run.RunAsync(Cancellation).WaitAsync(TimeSpan.FromMinutes(2), Cancellation);
        return (results.Of("q0"), run.Statistics);
    }
}
