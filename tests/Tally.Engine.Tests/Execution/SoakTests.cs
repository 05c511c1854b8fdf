using System.Globalization;
using System.Text;
using Tally.Engine.Execution.Live;
using Tally.Log;
using Xunit;

namespace Tally.Engine.Tests.Execution;

/// <summary>A day of the shop in ten minutes: every order has an id of its own, and memory stays what it was in the morning.</summary>
public sealed class SoakTests
{
    const int Minutes = 24 * 60, OrdersPerMinute = 2000;

    const string Queries = """
        SELECT window_start, COUNT(*) AS n, SUM(amount) AS s, COUNT(DISTINCT id) AS ids
            FROM TABLE(TUMBLE(TABLE orders, DESCRIPTOR(ts), INTERVAL '1' MINUTE)) GROUP BY window_start, window_end;
        SELECT window_start, window_end, COUNT(*) AS n, COUNT(DISTINCT id) AS ids
            FROM TABLE(HOP(TABLE orders, DESCRIPTOR(ts), INTERVAL '2' MINUTE, INTERVAL '10' MINUTE)) GROUP BY window_start, window_end;
        SELECT window_end, category, COUNT(*) AS n FROM TABLE(CUMULATE(TABLE orders, DESCRIPTOR(ts), INTERVAL '1' HOUR, INTERVAL '1' DAY))
            GROUP BY window_start, window_end, category;
        SELECT category, COUNT(*) AS n, SUM(amount) AS s FROM orders GROUP BY category;
        SELECT window_start, id, s FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY window_start, window_end ORDER BY s DESC, id) AS rn FROM
          (SELECT window_start, window_end, id, SUM(amount) AS s FROM TABLE(TUMBLE(TABLE orders, DESCRIPTOR(ts), INTERVAL '1' MINUTE))
              GROUP BY window_start, window_end, id)) WHERE rn <= 3;
        SELECT * FROM (SELECT window_start, window_end, id, COUNT(*) AS n
            FROM TABLE(SESSION(TABLE orders PARTITION BY id, DESCRIPTOR(ts), INTERVAL '30' SECOND)) GROUP BY window_start, window_end, id)
          WHERE MOD(id, 500) = 0;
        """;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // Ten minutes; TALLY_SOAK_SECONDS makes it shorter for those who work on it.
    static double RealSeconds => TestRun.SoakTime?.TotalSeconds ?? 600;

    [Fact]
    [Trait("Category", "long")]
    public async Task A_day_leaves_memory_flat_and_every_order_counted()
    {
        TestRun.SkipUnlessLong();
        await using var shop = new LiveShop();
        var partitions = (
            await shop.Log.OpenTopicAsync(
                "orders",
                new TopicOptions
                {
                    Partitions = 2,
                    SegmentSizeBytes = 16 << 20,
                    RetentionSizeBytes = 64 << 20,
                },
                Cancellation
            )
        ).Partitions;
        var results = new LiveResults();
        var sizes = new List<long>();
        await using (var run = await shop.OpenAsync(LiveShop.Orders + Queries, results, Quick))
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
            var running = run.RunAsync(stop.Token);
            for (var minute = 0; minute < Minutes && !running.IsCompleted; minute++)
            {
                await AppendAsync(partitions, minute);
                await Task.Delay(TimeSpan.FromSeconds(RealSeconds / Minutes), Cancellation);
                await KeepUpAsync(run, (minute + 1) * OrdersPerMinute);
                if (minute % 60 == 59) sizes.Add(GC.GetTotalMemory(forceFullCollection: true));
            }
            await stop.CancelAsync();
            await running.ContinueWith(_ => { }, TaskScheduler.Default);
            Assert.All(run.Statistics.Queries, query => Assert.Null(query.Error));
        }
        await using var rest = await shop.OpenAsync(LiveShop.Orders + Queries, results, options => Quick(options) with { ToEnd = true });
        await rest.RunAsync(Cancellation).WaitAsync(TimeSpan.FromMinutes(2), Cancellation);
        Assert.Equal(Minutes * OrdersPerMinute, results.Of("q0").Sum(row => long.Parse(row.Split(',')[1], CultureInfo.InvariantCulture)));
        Assert.Equal(Minutes * OrdersPerMinute, results.Of("q0").Sum(row => long.Parse(row.Split(',')[3], CultureInfo.InvariantCulture)));
        Assert.Equal(Minutes * OrdersPerMinute, results.Of("q3").Sum(row => long.Parse(row.Split(',')[1], CultureInfo.InvariantCulture)));
        var (early, late) = (sizes[2..6].Max(), sizes[^4..].Max());
        Assert.True(late < early * 1.25 + (16 << 20), $"memory by the hour in MB: {string.Join(' ', sizes.Select(size => size >> 20))}");
    }

    static LiveOptions Quick(LiveOptions options) =>
        options with
        {
            BatchRecords = 1024,
            RefreshIntervalMs = 250,
            CheckpointIntervalMs = 10_000,
        };

    static async Task KeepUpAsync(LiveRun run, long rows)
    {
        while (run.Statistics.Streams[0].Rows < rows - 50 * OrdersPerMinute) await Task.Delay(20, Cancellation);
    }

    static async Task AppendAsync(IReadOnlyList<IPartition> partitions, int minute)
    {
        var random = new Random(minute);
        RecordBlock[] blocks = [new(), new()];
        for (var i = 0; i < OrdersPerMinute; i++)
        {
            var id = minute * OrdersPerMinute + i;
            var time = new DateTime(2025, 11, 11).AddMilliseconds(
                minute * 60_000L + i * 60_000L / OrdersPerMinute - (minute == 0 ? 0 : random.Next(1900))
            );
            blocks[id % 2]
                .Add(
                    Encoding.UTF8.GetBytes(
                        $$"""{"id":{{id}},"ts":"{{time:yyyy-MM-dd HH:mm:ss.fff}}",""" +
                        $$""" "category":"c{{id * 31L % 7}}","amount":{{id % 100}}.25}"""
                    ),
                    id
                );
        }
        for (var i = 0; i < 2; i++) await partitions[i].AppendAsync("shop", blocks[i], Cancellation);
    }
}
