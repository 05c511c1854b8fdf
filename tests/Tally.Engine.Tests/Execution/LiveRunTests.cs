using System.Text.Json;
using Tally.Engine.Execution;
using Tally.Engine.Execution.Live;
using Xunit;

namespace Tally.Engine.Tests.Execution;

/// <summary>Live runs over a real log: equal to bounded ones, through crashes, restarts, bad and late records.</summary>
public sealed class LiveRunTests
{
    const string ByWindow =
        "SELECT window_start, category, COUNT(*) AS n, SUM(amount) AS s FROM TABLE(TUMBLE(TABLE orders, DESCRIPTOR(ts), INTERVAL '10' " +
            "SECOND)) GROUP BY window_start, window_end, category;";
    const string ByCategory = "SELECT category, COUNT(*) AS n, SUM(amount) AS s, COUNT(DISTINCT id) AS ids FROM orders GROUP BY category;";

    static readonly Func<LiveOptions, LiveOptions> ToEnd = options => options with { ToEnd = true };

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Result_is_that_of_a_bounded_run()
    {
        await using var shop = new LiveShop();
        await shop.AppendAsync("orders", LiveShop.Lines(1000));
        var results = new LiveResults();
        await using var run = await shop.OpenAsync(LiveShop.Orders + ByWindow + ByCategory, results, ToEnd);
        await run.RunAsync(Cancellation).WaitAsync(TimeSpan.FromMinutes(2), Cancellation);
        Assert.Equal(await shop.BoundedAsync(LiveShop.Orders + ByWindow), results.Of("q0"));
        Assert.Equal(await shop.BoundedAsync(LiveShop.Orders + ByCategory), results.Of("q1"));
        Assert.Equal(1000, Assert.Single(run.Statistics.Streams).Rows);
        Assert.All(run.Statistics.Queries, query => Assert.Null(query.Error));
    }

    [Fact]
    public async Task Crash_after_a_checkpoint_changes_no_result()
    {
        await using var shop = new LiveShop();
        var results = new LiveResults();
        await shop.AppendAsync("orders", LiveShop.Lines(400));
        await using (var first = await shop.OpenAsync(LiveShop.Orders + ByWindow + ByCategory, results))
        {
            var running = first.RunAsync(Cancellation);
            await results.WhenAsync("q0", 20).WaitAsync(TimeSpan.FromMinutes(1), Cancellation);
            await first.CheckpointAsync(Cancellation);
            await shop.AppendAsync("orders", LiveShop.Lines(300, first: 400));
            await results.WhenAsync("q0", 300).WaitAsync(TimeSpan.FromMinutes(1), Cancellation);
        }
        await shop.AppendAsync("orders", LiveShop.Lines(300, first: 700));
        await using var second = await shop.OpenAsync(LiveShop.Orders + ByWindow + ByCategory, results, ToEnd);
        Assert.Empty(second.Findings);
        await second.RunAsync(Cancellation).WaitAsync(TimeSpan.FromMinutes(2), Cancellation);
        Assert.True(second.Statistics.Streams[0].Rows < 1000, "the checkpoint was not used");
        Assert.Equal(await shop.BoundedAsync(LiveShop.Orders + ByWindow), results.Of("q0"));
        Assert.Equal(await shop.BoundedAsync(LiveShop.Orders + ByCategory), results.Of("q1"));
    }

    [Fact]
    public async Task New_query_reads_from_the_start_while_the_others_go_on()
    {
        await using var shop = new LiveShop();
        var results = new LiveResults();
        await shop.AppendAsync("orders", LiveShop.Lines(500));
        await using (
            var first = await shop.OpenAsync(LiveShop.Orders + ByWindow, results, options => options with { Workers = 1, ToEnd = true })
        )
            await first.RunAsync(Cancellation).WaitAsync(TimeSpan.FromMinutes(1), Cancellation);
        await shop.AppendAsync("orders", LiveShop.Lines(500, first: 500));
        await using var second = await shop.OpenAsync(LiveShop.Orders + ByWindow + ByCategory, results, ToEnd);
        Assert.Contains("q1", Assert.Single(second.Findings));
        await second.RunAsync(Cancellation).WaitAsync(TimeSpan.FromMinutes(2), Cancellation);
        Assert.Equal(await shop.BoundedAsync(LiveShop.Orders + ByCategory), results.Of("q1"));
        Assert.Equal(results.Of("q0").Count, results.Of("q0").Distinct().Count());
    }

    [Fact]
    public async Task Crash_while_a_new_query_catches_up_counts_nothing_twice_for_the_others()
    {
        await using var shop = new LiveShop();
        var results = new LiveResults();
        await shop.AppendAsync("orders", LiveShop.Lines(500));
        await using (
            var first = await shop.OpenAsync(LiveShop.Orders + ByCategory, results, options => options with { Workers = 1, ToEnd = true })
        )
            await first.RunAsync(Cancellation).WaitAsync(TimeSpan.FromMinutes(1), Cancellation);
        await using (var second = await shop.OpenAsync(LiveShop.Orders + ByCategory + ByWindow, results))
        {
            // The barrier goes in before the first rows, nearly always: the stream is behind the state of the old query.
            var checkpoint = second.CheckpointAsync(Cancellation);
            _ = second.RunAsync(Cancellation);
            await checkpoint;
        }
        await shop.AppendAsync("orders", LiveShop.Lines(500, first: 500));
        await using var third = await shop.OpenAsync(LiveShop.Orders + ByCategory + ByWindow, results, ToEnd);
        Assert.Empty(third.Findings);
        await third.RunAsync(Cancellation).WaitAsync(TimeSpan.FromMinutes(2), Cancellation);
        Assert.InRange(Assert.Single(third.Statistics.Streams).Rows, 500, 1000);
        Assert.Equal(await shop.BoundedAsync(LiveShop.Orders + ByCategory), results.Of("q0"));
        Assert.Equal(await shop.BoundedAsync(LiveShop.Orders + ByWindow), results.Of("q1"));
    }

    [Fact]
    public async Task Two_inserts_of_one_source_into_one_topic_store_the_rows_of_both()
    {
        await using var shop = new LiveShop();
        await File.WriteAllLinesAsync(
            Path.Combine(shop.Folder, "lines.txt"),
            Enumerable.Range(0, 500).Select(i => $"line {i}"),
            Cancellation
        );
        const string Collect = """
            CREATE TABLE file (line STRING) WITH ('connector' = 'filesystem', 'path' = 'lines.txt', 'format' = 'csv');
            CREATE TABLE kept (line STRING) WITH ('connector' = 'log', 'topic' = 'kept', 'format' = 'json');
            INSERT INTO kept SELECT line FROM file WHERE line LIKE '%7';
            INSERT INTO kept SELECT line FROM file WHERE line NOT LIKE '%7';
            """;
        await using (var run = await shop.OpenAsync(Collect, new()))
            await run.RunAsync(Cancellation).WaitAsync(TimeSpan.FromMinutes(1), Cancellation);
        var lines = (await shop.ReadAsync("kept"))
            .Select(json => JsonDocument.Parse(json).RootElement.GetProperty("line").GetString())
            .ToList();
        Assert.Equal(Enumerable.Range(0, 500).Select(i => $"line {i}").Order(), lines.Order());
    }

    [Fact]
    public async Task Collection_stores_every_record_once_through_a_crash()
    {
        await using var shop = new LiveShop();
        await File.WriteAllLinesAsync(
            Path.Combine(shop.Folder, "lines.txt"),
            Enumerable.Range(0, 3000).Select(i => $"line {i}"),
            Cancellation
        );
        const string Collect = """
            CREATE TABLE file (line STRING) WITH ('connector' = 'filesystem', 'path' = 'lines.txt', 'format' = 'csv');
            CREATE TABLE kept (line STRING) WITH ('connector' = 'log', 'topic' = 'kept', 'partitions' = '3', 'key.fields' = 'line',
                'format' = 'json');
            INSERT INTO kept SELECT line FROM file WHERE line <> 'line 7';
            """;
        await using (var first = await shop.OpenAsync(Collect, new()))
        {
            var running = first.RunAsync(Cancellation);
            await first.CheckpointAsync(Cancellation);
        }
        for (var again = 0; again < 2; again++)
        {
            await using var run = await shop.OpenAsync(Collect, new());
            await run.RunAsync(Cancellation).WaitAsync(TimeSpan.FromMinutes(1), Cancellation);
            Assert.All(run.Statistics.Queries, query => Assert.Null(query.Error));
        }
        var lines = (await shop.ReadAsync("kept"))
            .Select(json => JsonDocument.Parse(json).RootElement.GetProperty("line").GetString())
            .ToList();
        Assert.Equal(2999, lines.Count);
        Assert.Equal(2999, lines.Distinct().Count());
    }

    [Fact]
    public async Task Bad_records_are_kept_with_their_reason_and_counted()
    {
        await using var shop = new LiveShop();
        await shop.AppendAsync("orders", LiveShop.Lines(50));
        await shop.AppendAsync(
            "orders",
            [
                (0, "{\"id\":"),
                (0, ""),
                (1, """{"id":1,"ts":null,"category":"x","amount":1}"""),
                (1, """{"id":2,"ts":"2099-01-01 00:00:00.000","category":"x","amount":1}"""),
                (1, """{"id":3,"ts":"2025-11-11 00:01:00.000","category":"x","amount":"much"}"""),
                (0, "\u0000\u0001"),
            ]
        );
        await shop.AppendAsync("orders", LiveShop.Lines(50, first: 50));
        var results = new LiveResults();
        await using var run = await shop.OpenAsync(LiveShop.Orders + ByWindow, results, ToEnd);
        await run.RunAsync(Cancellation).WaitAsync(TimeSpan.FromMinutes(1), Cancellation);
        Assert.Equal(100, Rows(results.Of("q0")));
        var dead = (await shop.ReadAsync("orders.dead")).Select(json => JsonDocument.Parse(json).RootElement.Clone()).ToList();
        Assert.Equal(run.Statistics.Streams[0].Dead.Values.Sum(), dead.Count);
        Assert.Contains(dead, letter => letter.GetProperty("kind").GetString() == "null-time");
        Assert.Contains(
            dead,
            letter => letter.GetProperty("kind").GetString() == "future-time" && letter.GetProperty("record").GetString()!.Contains("2099")
        );
        Assert.All(dead, letter => Assert.NotEmpty(letter.GetProperty("reason").GetString()!));
        Assert.Equal(5, dead.Count);
    }

    [Fact]
    public async Task Rows_without_a_result_are_left_out_with_the_reason()
    {
        await using var shop = new LiveShop();
        await shop.AppendAsync("orders", LiveShop.Lines(100));
        const string Fails = """
            CREATE TABLE inverse (id BIGINT, part BIGINT) WITH ('connector' = 'log', 'topic' = 'inverse', 'format' = 'json');
            INSERT INTO inverse SELECT id, 100 / (id - 7) FROM orders WHERE 10 / (id - 20) < 1000;
            SELECT category, COUNT(*) AS n, SUM(amount) / (COUNT(*) - COUNT(*)) AS x FROM orders GROUP BY category;
            SELECT COUNT(*) AS n FROM orders;
            """;
        var results = new LiveResults();
        await using var run = await shop.OpenAsync(LiveShop.Orders + Fails, results, ToEnd);
        await run.RunAsync(Cancellation).WaitAsync(TimeSpan.FromMinutes(1), Cancellation);
        Assert.Equal(["100"], results.Of("q2"));
        Assert.Empty(results.Of("q1"));
        // The orders 20 (in WHERE) and 7 (in SELECT) are divided by zero.
        Assert.Equal(98, (await shop.ReadAsync("inverse")).Count);
        var dead = (await shop.ReadAsync("orders.dead"))
            .Concat(await shop.ReadAsync("inverse.dead"))
            .Select(json => JsonDocument.Parse(json).RootElement.Clone())
            .ToList();
        Assert.Equal(2, dead.Count);
        Assert.All(dead, letter => Assert.Equal("expression", letter.GetProperty("kind").GetString()));
        var statistics = run.Statistics;
        Assert.All(statistics.Queries, query => Assert.Null(query.Error));
        Assert.Equal(dead.Count, statistics.Streams[0].Dead["expression"]);
        Assert.Contains(statistics.Queries, query => query.FailedRows > 0 && query.Notice!.Contains("test:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Late_records_are_kept_as_they_were_flink_18850_risingwave_23270()
    {
        await using var shop = new LiveShop();
        await shop.AppendAsync("orders", LiveShop.Lines(100).Select(line => (0, line.Line)));
        const string Late = """{"id":9999,"ts":"2025-11-11 00:00:01.000","category":"late","amount":1}""";
        await shop.AppendAsync("orders", [(0, Late)]);
        var results = new LiveResults();
        await using var run = await shop.OpenAsync(LiveShop.Orders + ByWindow + ByWindow.Replace("'10'", "'5'"), results, ToEnd);
        await run.RunAsync(Cancellation).WaitAsync(TimeSpan.FromMinutes(1), Cancellation);
        Assert.Equal([Late], await shop.ReadAsync("orders.late"));
        Assert.Equal(1, run.Statistics.Streams[0].Late);
        Assert.Equal(100, Rows(results.Of("q0")));
    }

    [Fact]
    public async Task Silent_partition_does_not_hold_back_windows_beam_31085_flink_39979()
    {
        await using var shop = new LiveShop();
        await shop.AppendAsync("orders", LiveShop.Lines(100).Where(line => line.Partition == 0));
        var results = new LiveResults();
        await using var run = await shop.OpenAsync(LiveShop.Orders + ByWindow, results, options => options with { IdleTimeoutMs = 1 });
        var running = run.RunAsync(Cancellation);
        await results.WhenAsync("q0", 30).WaitAsync(TimeSpan.FromMinutes(1), Cancellation);
        Assert.NotEmpty(results.Of("q0"));
    }

    // The sum of the column n.
    static long Rows(IEnumerable<string> lines) => lines.Sum(line => long.Parse(line.Split(',')[2]));
}
