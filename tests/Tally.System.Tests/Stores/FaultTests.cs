using System.Globalization;
using System.Net;
using Tally.System.Tests.Running;

namespace Tally.System.Tests.Stores;

/// <summary>Redis and PostgreSQL fail in every way there is while a pipeline runs; afterwards they hold the same values as without a
/// fault.</summary>
public sealed class FaultTests(ITestOutputHelper output)
{
    static readonly TimeSpan s_fault = TimeSpan.FromSeconds(TestRun.IsLong ? 60 : 3);

    [Fact]
    public async Task Absent_at_the_start()
    {
        await using var redis = RedisServer.Create();
        await using var postgres = await PostgresServer.CreateAsync();
        using var pipeline = new StorePipeline(redis.Options, postgres.Options);
        await pipeline.AddAsync(1000);
        await StopWithoutServersAsync(pipeline);
        await using var tally = await pipeline.StartAsync();
        using var api = new TallyApi(tally.Address);
        await WaitForRedAsync(api, "r_totals", "p_totals");
        await pipeline.AddForAsync(s_fault);
        await redis.StartServerAsync();
        await postgres.StartServerAsync();
        await FinishAsync(pipeline, tally, redis, postgres);
    }

    // A sink that is away does not hold the stop, and what it did not get is told.
    static async Task StopWithoutServersAsync(StorePipeline pipeline)
    {
        await using var tally = await pipeline.StartAsync();
        using var api = new TallyApi(tally.Address);
        await WaitForRedAsync(api, "r_totals", "p_totals");
        Assert.Equal(0, await tally.InterruptAsync());
        Assert.Contains("not all rows are stored: Redis at 127.0.0.1", tally.Output);
        Assert.DoesNotContain("no last checkpoint", tally.Output);
    }

    [Fact]
    public async Task Killed_emptied_full_and_with_another_password_one_after_the_other() =>
        await RunFaultsAsync("killed", "emptied", "full", "password");

    [Fact]
    [Trait("Category", "long")]
    public async Task A_pause_loses_nothing() => await RunFaultsAsync("paused");

    [Fact]
    [Trait("Category", "long")]
    public async Task Disk_of_PostgreSQL_is_full()
    {
        await using var redis = await RedisServer.StartAsync();
        using var folder = new ScratchFolder();
        await using var disk = await SmallDisk.MountAsync(folder["disk"], 24);
        await using var postgres = await PostgresServer.StartAsync();
        await disk.GiveToAsync("postgres");
        await postgres.ExecuteAsync($"CREATE TABLESPACE small LOCATION '{disk.Path}'");
        await postgres.ExecuteAsync("ALTER DATABASE postgres SET default_tablespace = 'small'");
        using var pipeline = new StorePipeline(redis.Options, postgres.Options);
        await using var tally = await pipeline.StartAsync();
        using var api = new TallyApi(tally.Address);
        await pipeline.AddForAsync(TimeSpan.FromSeconds(1));
        await TallyApi.WaitForAsync(
            () => postgres.RowsAsync("SELECT count(*) > 0 FROM plain"),
            rows => rows is ["True"],
            rows => string.Join(",", rows)
        );
        var full = await Assert.ThrowsAsync<Npgsql.PostgresException>(() =>
            postgres.ExecuteAsync(
                "CREATE TABLE filler (text text); DO $$ BEGIN LOOP INSERT INTO filler SELECT repeat('x', 500) FROM generate_series(1, " +
                    "100); COMMIT; END LOOP; END $$"
            )
        );
        Assert.Equal("53100", full.SqlState);
        await pipeline.AddForAsync(s_fault);
        await TallyApi.WaitForAsync(
            () => api.GetAsync("/api/v1/pipeline"),
            found =>
                found
                    .GetProperty("queries")
                    .EnumerateArray()
                    .Any(query =>
                        query.GetProperty("name").GetString() == "insert into p_plain"
                        && query.GetProperty("error").GetString()?.Contains("free some disk", StringComparison.Ordinal) == true
                        && query.GetProperty("sinkErrors").GetInt64() > 0
                    ),
            found => found.GetRawText()
        );
        await postgres.ExecuteAsync("DROP TABLE filler");
        await FinishAsync(pipeline, tally, redis, postgres);
    }

    async Task RunFaultsAsync(params string[] faults)
    {
        await using var redis = await RedisServer.StartAsync();
        await using var postgres = await PostgresServer.StartAsync();
        using var pipeline = new StorePipeline(redis.Options, postgres.Options.Replace(postgres.Url, postgres.Url + "?socketTimeout=1"));
        await using var tally = await pipeline.StartAsync();
        using var api = new TallyApi(tally.Address);
        await pipeline.AddForAsync(TimeSpan.FromSeconds(2));
        foreach (var fault in faults)
        {
            await BreakAsync(fault, redis, postgres);
            await pipeline.AddForAsync(s_fault / faults.Length);
            if (fault is "killed" or "paused" or "password") await WaitForRedAsync(api, "r_totals", "p_totals");
            if (fault is "full") await WaitForRedAsync(api, "r_totals");
            await MendAsync(fault, redis, postgres);
            await pipeline.AddForAsync(TimeSpan.FromSeconds(1));
        }
        await FinishAsync(pipeline, tally, redis, postgres);
    }

    [Fact]
    public async Task Answers_are_lost()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var postgres = await PostgresServer.StartAsync();
        await using var toRedis = new CuttingProxy(redis.Port) { CutShare = 0.05 };
        await using var toPostgres = new CuttingProxy(postgres.Port) { CutShare = 0.02 };
        using var pipeline = new StorePipeline(
            redis.Options.Replace($":{redis.Port}", $":{toRedis.Port}"),
            postgres.Options.Replace($":{postgres.Port}", $":{toPostgres.Port}")
        );
        await using var tally = await pipeline.StartAsync();
        await pipeline.AddForAsync(s_fault + s_fault);
        (toRedis.CutShare, toPostgres.CutShare) = (0, 0);
        output.WriteLine($"{toRedis.CutCount} answers of Redis and {toPostgres.CutCount} of PostgreSQL were lost");
        Assert.True(toRedis.CutCount > 0 && toPostgres.CutCount > 0);
        await FinishAsync(pipeline, tally, redis, postgres);
    }

    [Fact]
    public async Task Tally_is_killed_again_and_again_and_no_value_goes_backwards()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var postgres = await PostgresServer.StartAsync();
        using var pipeline = new StorePipeline(redis.Options, postgres.Options);
        using var stop = new CancellationTokenSource();
        var watching = WatchAsync(redis, postgres, stop.Token);
        for (var kill = 0; kill < 4; kill++)
        {
            await using var killed = await pipeline.StartAsync();
            await pipeline.AddForAsync(TimeSpan.FromMilliseconds(700 + 400 * kill));
            await killed.KillAsync();
        }
        await using var tally = await pipeline.StartAsync();
        await FinishAsync(pipeline, tally, redis, postgres);
        await stop.CancelAsync();
        await VerifyAsync(pipeline, redis, postgres);
        output.WriteLine($"{await watching} values were seen, none below one before");
    }

    /// <summary>tally verify finds nothing, and then each of the values that are put wrong.</summary>
    async Task VerifyAsync(StorePipeline pipeline, RedisServer redis, PostgresServer postgres)
    {
        var (status, text) = await TallyProcess.RunAsync(pipeline.FolderPath, "verify", pipeline.FilePath);
        output.WriteLine(text);
        Assert.True(status == 0, text);
        Assert.Equal(6, text.Split('\n').Count(line => line.EndsWith(" 0 differences", StringComparison.Ordinal)));
        await redis.AskAsync("ZINCRBY", "totals", "1", "c1");
        await redis.AskAsync("HDEL", "minute:2025-11-11T00:01:00", "c2");
        await postgres.ExecuteAsync(
            "UPDATE totals SET s = s + 0.01 WHERE category = 'c3'; DELETE FROM plain WHERE id = 5; INSERT INTO best VALUES (4, 'c0', 1)"
        );
        (status, text) = await TallyProcess.RunAsync(pipeline.FolderPath, "verify", pipeline.FilePath);
        Assert.Equal(1, status);
        foreach (
            var difference in new[]
            {
                "totals c1: found",
                "missing: minute:2025-11-11T00:01:00 c2",
                "category c3: found",
                "missing: id 5",
                "not expected: rn 4",
            }
        )
            Assert.Contains(difference, text);
    }

    static async Task BreakAsync(string fault, RedisServer redis, PostgresServer postgres)
    {
        switch (fault)
        {
            case "killed": await redis.KillAsync(); await postgres.KillAsync(); break;
            case "paused": redis.Pause(true); await postgres.PauseAsync(true); break;
            case "emptied": await redis.AskAsync("FLUSHALL"); break;
            case "full": await redis.AskAsync("CONFIG", "SET", "maxmemory", "1"); break;
            case "password":
                await redis.AskAsync("ACL", "SETUSER", "default", "resetpass", ">other");
                await redis.AskAsync("-a", "other", "CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
                await postgres.ExecuteAsync(
                    "ALTER USER postgres PASSWORD 'other'; SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE " +
                        "application_name = 'tally'"
                );
                break;
        }
    }

    static async Task MendAsync(string fault, RedisServer redis, PostgresServer postgres)
    {
        switch (fault)
        {
            case "killed": await redis.StartServerAsync(); await postgres.StartServerAsync(); break;
            case "paused": redis.Pause(false); await postgres.PauseAsync(false); break;
            case "full": await redis.AskAsync("CONFIG", "SET", "maxmemory", "0"); break;
            case "password":
                await redis.AskAsync("-a", "other", "ACL", "SETUSER", "default", "resetpass", ">s3cret:pass");
                await postgres.ResetPasswordAsync("other");
                break;
        }
    }

    /// <summary>The sinks are shown red with the reason: in the pipeline's statistics and as not ready.</summary>
    static async Task WaitForRedAsync(TallyApi api, params string[] tables)
    {
        foreach (var table in tables)
            await TallyApi.WaitForAsync(
                () => api.GetAsync("/api/v1/pipeline"),
                pipeline =>
                    pipeline
                        .GetProperty("queries")
                        .EnumerateArray()
                        .Any(query =>
                            query.GetProperty("name").GetString() == $"insert into {table}"
                            && query.GetProperty("error").GetString() is { Length: > 10 }
                            && query.GetProperty("sinkErrors").GetInt64() > 0
                        ),
                pipeline => pipeline.GetRawText()
            );
        using var request = new HttpRequestMessage(HttpMethod.Get, "/healthz/ready");
        var (status, _, detail) = await api.ProblemAsync(request);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Contains($"insert into {tables[0]} cannot go on: Redis at 127.0.0.1", detail);
    }

    async Task FinishAsync(StorePipeline pipeline, TallyProcess tally, RedisServer redis, PostgresServer postgres)
    {
        await pipeline.EndAsync();
        var rows = await pipeline.ExpectAsync(redis, postgres);
        using var api = new TallyApi(tally.Address);
        await TallyApi.WaitForAsync(
            () => api.Http.GetAsync("/healthz/ready"),
            answer => answer.IsSuccessStatusCode,
            answer => answer.Content.ReadAsStringAsync().Result
        );
        output.WriteLine($"{pipeline.Count} events, {rows} rows compared, 0 differences");
        Assert.Equal(0, await tally.InterruptAsync());
    }

    /// <summary>Counts of one category, asked all the time.</summary>
    static async Task<int> WatchAsync(RedisServer redis, PostgresServer postgres, CancellationToken cancellation)
    {
        var (count, inRedis, inPostgres) = (0, 0m, 0m);
        while (!cancellation.IsCancellationRequested)
        {
            if (decimal.TryParse(await redis.AskAsync("ZSCORE", "totals", "c1"), CultureInfo.InvariantCulture, out var now))
            {
                Assert.True(now >= inRedis, $"Redis went from {inRedis} back to {now}");
                inRedis = now;
                count++;
            }
            var stored = await postgres.RowsAsync("SELECT 1 WHERE to_regclass('totals') IS NOT NULL") is [_]
                ? await postgres.RowsAsync("SELECT n FROM totals WHERE category = 'c1'")
                : [];
            if (stored is [var text])
            {
                Assert.True(
                    decimal.Parse(text, CultureInfo.InvariantCulture) >= inPostgres,
                    $"PostgreSQL went from {inPostgres} back to {text}"
                );
                inPostgres = decimal.Parse(text, CultureInfo.InvariantCulture);
                count++;
            }
            await Task.Delay(30, CancellationToken.None);
        }
        Assert.True(count > 10, $"only {count} values were seen");
        return count;
    }
}
