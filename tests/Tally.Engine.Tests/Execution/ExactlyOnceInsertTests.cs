using Tally.Engine.Execution.Live;
using Xunit;

namespace Tally.Engine.Tests.Execution;

/// <summary>Rows that windows insert into a topic are there once, wherever a crash comes: before, in and behind the append that follows a
/// checkpoint, and anywhere else.</summary>
public sealed class ExactlyOnceInsertTests
{
    const string Windows =
        "SELECT window_start, category, COUNT(*) AS n, SUM(amount) AS s FROM TABLE(TUMBLE(TABLE orders, DESCRIPTOR(ts), INTERVAL '10' " +
            "SECOND)) GROUP BY window_start, window_end, category;";

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    static string Table(string options = "") =>
        $$"""
            CREATE TABLE windows (window_start TIMESTAMP(3), category STRING, n BIGINT, s DECIMAL(38, 2))
                WITH ('connector' = 'log', 'topic' = 'windows', 'partitions' = '2', 'key.fields' = 'category',
                'format' = 'json'{{options}});
            """;

    static string Insert(string options = "") => $"{LiveShop.Orders}{Table(options)}INSERT INTO windows {Windows}";

    static Task<List<string>> StoredAsync(LiveShop shop) => shop.BoundedAsync(Table() + "SELECT * FROM windows;");

    static Task<List<string>> ExpectedAsync(LiveShop shop) => shop.BoundedAsync(LiveShop.Orders + Windows);

    /// <summary>TALLY_SEED=N runs one seed.</summary>
    [Fact]
    [Trait("Category", "long")]
    public Task Every_row_once_in_dozens_of_seeds_of_crashes()
    {
        var (first, count) = TestRun.Seeds(0, TestRun.IsLong ? 2000 : 60);
        return Parallel.ForEachAsync(
            Enumerable.Range(first, count),
            new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Cancellation },
            async (seed, _) => await RunAsync(seed)
        );
    }

    static async Task RunAsync(int seed)
    {
        var random = new Random(seed);
        await using var shop = new LiveShop();
        var log = new CrashingLog(shop.Log, "windows");
        shop.Seen = log;
        for (var (life, written) = (0, 0); life < 4; life++)
        {
            await using var run = await shop.OpenAsync(Insert(), new(), options => options with { RefreshIntervalMs = 2 });
            log.CrashAt((AppendCrash)random.Next(4));
            _ = run.RunAsync(Cancellation);
            for (var steps = random.Next(1, 4); steps > 0; steps--)
            {
                var more = random.Next(20, 80);
                await shop.AppendAsync("orders", LiveShop.Lines(more, written));
                written += more;
                await Task.Delay(random.Next(8), Cancellation);
                await run.CheckpointAsync(Cancellation);
            }
            // Some die with rows behind the newest checkpoint, some before they have stored what it covers.
            if (log.Crash != AppendCrash.None && random.Next(3) > 0) await Task.WhenAny(log.Reached, Task.Delay(400, Cancellation));
            await CrashAsync(run, shop);
        }
        log.CrashAt(AppendCrash.None);
        await FinishAsync(shop, Insert());
        var (expected, stored) = (await ExpectedAsync(shop), await StoredAsync(shop));
        Assert.True(
            expected.SequenceEqual(stored),
            $"TALLY_SEED={seed}: {stored.Count} rows, {expected.Count} expected; missing {string.Join(' ', expected.Except(stored))}; " +
                $"twice {string.Join(' ', stored.CountBy(row => row).Where(row => row.Value > 1))}"
        );
    }

    [Fact]
    public async Task Without_the_guarantee_rows_do_not_wait_and_none_is_missing_after_a_crash()
    {
        await using var shop = new LiveShop();
        var sql = Insert(", 'sink.delivery-guarantee' = 'at-least-once'");
        await shop.AppendAsync("orders", LiveShop.Lines(100));
        await using (var run = await shop.OpenAsync(sql, new()))
        {
            _ = run.RunAsync(Cancellation);
            await UntilAsync(async () => (await shop.ReadAsync("windows")).Count > 0);
            await CrashAsync(run, shop);
        }
        await FinishAsync(shop, sql);
        Assert.Equal(await ExpectedAsync(shop), (await StoredAsync(shop)).Distinct());
    }

    [Fact]
    public async Task Rows_wait_for_the_checkpoint_that_covers_them()
    {
        await using var shop = new LiveShop();
        await shop.AppendAsync("orders", LiveShop.Lines(100));
        await using var run = await shop.OpenAsync(Insert(), new());
        _ = run.RunAsync(Cancellation);
        await UntilAsync(() => Task.FromResult(run.Statistics.CaughtUpAt is not null));
        Assert.Empty(await shop.ReadAsync("windows"));
        await run.CheckpointAsync(Cancellation);
        await UntilAsync(async () => (await shop.ReadAsync("windows")).Count > 0);
        await CrashAsync(run, shop);
    }

    [Fact]
    public async Task Taking_the_guarantee_away_stores_what_still_waits_for_it()
    {
        await using var shop = new LiveShop();
        var log = new CrashingLog(shop.Log, "windows");
        shop.Seen = log;
        await shop.AppendAsync("orders", LiveShop.Lines(200));
        await using (var run = await shop.OpenAsync(Insert(), new()))
        {
            log.CrashAt(AppendCrash.Before);
            _ = run.RunAsync(Cancellation);
            await UntilAsync(() => Task.FromResult(run.Statistics.CaughtUpAt is not null));
            await run.CheckpointAsync(Cancellation);
            await log.Reached.WaitAsync(TimeSpan.FromMinutes(1), Cancellation);
            await CrashAsync(run, shop);
        }
        log.CrashAt(AppendCrash.None);
        await FinishAsync(shop, Insert(", 'sink.delivery-guarantee' = 'none'"));
        Assert.Equal(await ExpectedAsync(shop), await StoredAsync(shop));
    }

    // The numbers of checkpoints come again; other rows must not be taken for those that had them.
    [Fact]
    public async Task Damaged_checkpoint_loses_no_row()
    {
        await using var shop = new LiveShop();
        var sql = Insert();
        await using (var run = await shop.OpenAsync(sql, new()))
        {
            _ = run.RunAsync(Cancellation);
            for (var part = 0; part < 4; part++)
            {
                await shop.AppendAsync("orders", LiveShop.Lines(100, 100 * part));
                await UntilAsync(() =>
                    Task.FromResult(run.Statistics.Streams[0].Backlog == 0 && run.Statistics.Streams[0].Rows == 100 * (part + 1))
                );
                await run.CheckpointAsync(Cancellation);
            }
            await UntilAsync(async () => (await shop.ReadAsync("windows")).Count > 200);
            await CrashAsync(run, shop);
        }
        var newest = Directory.GetFiles(shop.Checkpoints).Order(StringComparer.Ordinal).Last();
        await File.WriteAllBytesAsync(newest, (await File.ReadAllBytesAsync(newest, Cancellation))[..100], Cancellation);
        await shop.AppendAsync("orders", LiveShop.Lines(100, 400));
        await FinishAsync(shop, sql);
        Assert.Equal(await ExpectedAsync(shop), (await StoredAsync(shop)).Distinct());
    }

    [Fact]
    public async Task Too_many_waiting_rows_ask_for_a_checkpoint()
    {
        await using var shop = new LiveShop();
        await shop.AppendAsync("orders", LiveShop.Lines(3000));
        const string Large = """
            CREATE TABLE texts (window_start TIMESTAMP(3), t STRING) WITH ('connector' = 'log', 'topic' = 'texts', 'format' = 'csv');
            INSERT INTO texts SELECT window_start, REPEAT(MAX(category), 50000)
                FROM TABLE(TUMBLE(TABLE orders, DESCRIPTOR(ts), INTERVAL '5' SECOND)) GROUP BY window_start, window_end;
            """;
        await using var run = await shop.OpenAsync(LiveShop.Orders + Large, new());
        _ = run.RunAsync(Cancellation);
        await UntilAsync(async () => (await shop.ReadAsync("texts")).Count > 200);
        // Statistics are of the last second.
        await UntilAsync(() => Task.FromResult(run.Statistics.CheckpointCount > 0));
        await CrashAsync(run, shop);
    }

    /// <summary>The run and what its sinks do behind it end at once; nothing is stored any more.</summary>
    static async Task CrashAsync(LiveRun run, LiveShop shop)
    {
        await run.DisposeAsync();
        foreach (var sink in shop.Sinks) await sink.DisposeAsync();
    }

    static async Task FinishAsync(LiveShop shop, string sql)
    {
        await using var run = await shop.OpenAsync(sql, new(), options => options with { ToEnd = true });
        await run.RunAsync(Cancellation).WaitAsync(TimeSpan.FromMinutes(2), Cancellation);
        foreach (var sink in shop.Sinks) await sink.FlushAsync(Cancellation);
        await CrashAsync(run, shop);
    }

    static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (!await condition()) await Task.Delay(20, timeout.Token);
    }
}
