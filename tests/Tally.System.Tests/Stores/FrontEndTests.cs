using Tally.System.Tests.Running;

namespace Tally.System.Tests.Stores;

/// <summary>Front ends without state that serve what an engine leaves in Redis.</summary>
public sealed class FrontEndTests
{
    [Fact]
    public async Task Viewers_see_the_engines_rows_also_while_it_restarts_and_after_Redis_lost_them()
    {
        await using var redis = await RedisServer.StartAsync();
        using var folder = new ScratchFolder();
        await JdbcTests.WriteOrdersAsync(folder, 1000);
        await File.WriteAllTextAsync(folder["p.sql"], """
            SET 'table.local-time-zone' = 'Asia/Shanghai';
            SET 'execution.checkpointing.interval' = '300 ms';
            CREATE TABLE orders (id INT, ts TIMESTAMP_LTZ(3), category STRING, amount DECIMAL(12, 2), WATERMARK FOR ts AS ts)
                WITH ('connector' = 'tail', 'path' = 'orders.json', 'format' = 'json');
            -- @title Sales
            CREATE VIEW sales AS SELECT category, COUNT(*) AS n, SUM(amount) AS s FROM orders GROUP BY category;
            CREATE VIEW minutes AS SELECT window_start, window_end, COUNT(*) AS n
                FROM TUMBLE(TABLE orders, DESCRIPTOR(ts), INTERVAL '1' MINUTE) GROUP BY window_start, window_end;
            """, TestContext.Current.CancellationToken);
        await using var front = TallyProcess.Start(folder.Path, "run", "--results", redis.Url, "--listen", "http://127.0.0.1:0");
        await front.WaitForAddressAsync();
        using var viewer = new TallyApi(front.Address);
        await using (var engine = await StartAsync(folder, redis))
        {
            using var api = new TallyApi(engine.Address);
            await WaitForCountAsync(api, 1000);
            await WaitForCountAsync(viewer, 1000);
            Assert.Equal(
                await api.Http.GetStringAsync("/api/v1/metrics", TestContext.Current.CancellationToken),
                await viewer.Http.GetStringAsync("/api/v1/metrics", TestContext.Current.CancellationToken)
            );
            foreach (var metric in new[] { "sales", "minutes" })
                await TallyApi.WaitForAsync(
                    async () => (Mine: await TextsAsync(api, metric), Theirs: await TextsAsync(viewer, metric)),
                    rows => rows.Mine.SequenceEqual(rows.Theirs),
                    rows => $"{string.Join("; ", rows.Mine)} and {string.Join("; ", rows.Theirs)}"
                );
            Assert.Equal("Asia/Shanghai", (await viewer.GetAsync("/api/v1/pipeline")).GetProperty("timeZone").GetString());
            await redis.AskAsync("FLUSHALL");
            await TallyApi.WaitForAsync(() => redis.AskAsync("HLEN", "{tally:results}:versions"), text => text == "4", text => text);
            await engine.KillAsync();
        }
        Assert.Equal(1000, await CountAsync(viewer));
        await JdbcTests.WriteOrdersAsync(folder, 100, first: 1000);
        await using var again = await StartAsync(folder, redis);
        var counts = new List<int>();
        await TallyApi.WaitForAsync(async () =>
        {
            counts.Add(await CountAsync(viewer));
            return counts[^1];
        }, count => count == 1100, count => $"{count}");
        Assert.Equal(counts.Order(), counts);
        Assert.True((await viewer.Http.GetAsync("/healthz/ready", TestContext.Current.CancellationToken)).IsSuccessStatusCode);
        await redis.KillAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/healthz/ready");
        await TallyApi.WaitForAsync(
            () => viewer.Http.GetAsync("/healthz/ready"),
            answer => !answer.IsSuccessStatusCode,
            _ => "still ready"
        );
        Assert.Equal(1100, await CountAsync(viewer));
    }

    static async Task<TallyProcess> StartAsync(ScratchFolder folder, RedisServer redis)
    {
        var engine = TallyProcess.Start(
            folder.Path,
            "run",
            folder["p.sql"],
            "--results",
            redis.Url,
            "--data",
            folder["data"],
            "--listen",
            "http://127.0.0.1:0"
        );
        await engine.WaitForAddressAsync();
        return engine;
    }

    static async Task<List<string>> TextsAsync(TallyApi api, string metric) =>
        [.. (await api.RowsAsync(metric)).Select(row => string.Join(',', row)).Order(StringComparer.Ordinal)];

    static async Task<int> CountAsync(TallyApi api) =>
        (await api.GetAsync("/api/v1/metrics")).GetArrayLength() == 0
            ? 0
            : (await api.RowsAsync("sales", "window=latest")).Sum(row => int.Parse(row[1]));

    static Task WaitForCountAsync(TallyApi api, int count) =>
        TallyApi.WaitForAsync(() => CountAsync(api), found => found == count, found => $"{found}");
}
