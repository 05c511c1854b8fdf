using System.Globalization;
using Tally.Benchmarks.Harness;
using Tally.Benchmarks.Inputs;
using Tally.Benchmarks.Servers;
using Tally.Engine.Connectors;
using Tally.Results.Postgres;
using Tally.Results.Redis;

namespace Tally.Benchmarks.Lines;

// A sink as `tally run` has it, with a server of its own on this machine. 100,000 result rows are written, a checkpoint is announced, and
// when the
// server has acknowledged all of them the next pass begins.

/// <summary>Result rows into Redis and PostgreSQL.</summary>
static class StoreLines
{
    const string Key = ", PRIMARY KEY (window_start, product_id) NOT ENFORCED";

    public static IEnumerable<Line> All =>
        [
            new(
                "stores/redis-zset",
                "rows into sorted sets of Redis",
                context =>
                    RedisAsync(context, "stores/redis-zset", "rows into sorted sets of Redis", "'data-type' = 'zset', 'score' = 'sales'")
            ),
            new(
                "stores/redis-hash",
                "rows into hashes of Redis",
                context => RedisAsync(context, "stores/redis-hash", "rows into hashes of Redis", "'data-type' = 'hash'")
            ),
            new(
                "stores/postgres-upsert",
                "rows upserted into PostgreSQL",
                context => PostgresAsync(context, "stores/postgres-upsert", "rows upserted into PostgreSQL", Key)
            ),
            new(
                "stores/postgres-append",
                "rows appended to PostgreSQL",
                context => PostgresAsync(context, "stores/postgres-append", "rows appended to PostgreSQL", "")
            ),
        ];

    static async Task RedisAsync(LineContext context, string key, string what, string type)
    {
        await using var redis = await RedisServer.StartAsync(context.Fresh("redis"));
        await MeasureAsync(
            context,
            key,
            what,
            redis.Process,
            new RedisConnector(),
            $"CREATE TABLE sales ({StoreRows.Columns}{Key}) WITH ({redis.Options}, {type}, 'key' = 'sales:{{window_start}}');"
        );
    }

    static async Task PostgresAsync(LineContext context, string key, string what, string primaryKey)
    {
        await using var postgres = await PostgresServer.StartAsync(context.Fresh("postgres"));
        await (await postgres.OpenAsync()).DisposeAsync();
        await MeasureAsync(
            context,
            key,
            what,
            postgres.Process,
            new JdbcConnector(),
            $"SET 'tally.create-tables' = 'true'; CREATE TABLE sales ({StoreRows.Columns}{primaryKey}) WITH ({postgres.Options}, " +
                $"'table-name' = 'sales');"
        );
    }

    static async Task MeasureAsync(
        LineContext context,
        string key,
        string what,
        MeasuredServer server,
        IConnector connector,
        string definitions
    )
    {
        await using var sink = (ICheckpointedSink)new Queries(context.Folder, definitions, connector).OpenSink("sales");
        sink.Start(isUpdating: true, key: null);
        sink.OnCaughtUp();
        var pass = 0;
        for (var warm = Measured.Start(); warm.ElapsedSeconds < Math.Min(3, context.Seconds / 2);) await PassAsync(sink, pass++);
        var (measured, cpu, rows) = (Measured.Start(), server.CpuSeconds, 0L);
        for (; measured.ElapsedSeconds < context.Seconds; rows += StoreRows.Count) await PassAsync(sink, pass++);
        measured.Stop();
        if (sink.Notice is { } notice) throw new InvalidOperationException(notice);
        var serverCpu = (server.CpuSeconds - cpu) / measured.WallSeconds;
        context.Emit(
            new(
                key,
                what + ", rows per second",
                rows / measured.WallSeconds / 1e3,
                "k/s",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{serverCpu * 100:0}% of a core in the server, {measured.CpuSeconds / measured.WallSeconds * 100:0}% in Tally"
                )
            )
            {
                IsHeadline = true,
            }
        );
        context.Emit(
            new(key + "-cpu", "the same, rows per CPU-second of Tally", rows / measured.CpuSeconds / 1e3, "k/s", measured.Describe(rows))
        );
    }

    static async Task PassAsync(ICheckpointedSink sink, int number)
    {
        foreach (var batch in StoreRows.Pass(number)) sink.Write(batch);
        sink.OnBarrier(number + 1);
        sink.OnCheckpoint(number + 1);
        await sink.FlushAsync(CancellationToken.None);
        if (sink.Problem is { } problem) throw new InvalidOperationException(problem);
    }
}
