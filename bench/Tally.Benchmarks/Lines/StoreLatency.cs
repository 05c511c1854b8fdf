using System.Globalization;
using Npgsql;
using Tally.Benchmarks.Harness;
using Tally.Benchmarks.Inputs;
using Tally.Benchmarks.Servers;
using Tally.Benchmarks.Shop;
using Tally.Host.Running;

namespace Tally.Benchmarks.Lines;

// As the lines of the latency to a frame: Tally runs with the twelve metrics and one that counts, an order is appended every millisecond,
// and its delay is
// from its scheduled time until the count that holds it is seen: in Redis or PostgreSQL, which are asked again and again, or in a frame of
// the WebSocket when
// the order came through Kafka.

/// <summary>From the append of an order to where other programs see it.</summary>
static class StoreLatency
{
    static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(20);

    public static IEnumerable<Line> All =>
    [
        new("stores/redis-latency", "append to Redis", RedisAsync),
        new("stores/postgres-latency", "append to PostgreSQL", PostgresAsync),
        new("stores/kafka-latency", "append to a frame through Kafka", KafkaAsync),
    ];

    static async Task RedisAsync(LineContext context)
    {
        await using var redis = await RedisServer.StartAsync(context.Fresh("redis"));
        var table =
            $"CREATE TABLE seen (id INT, orders BIGINT, PRIMARY KEY (id) NOT ENFORCED) WITH ({redis.Options}, 'data-type' = 'string', " +
                $"'key' = 'seen:{{id}}');";
        await MeasureAsync(
            context,
            "stores/redis-latency",
            "append → visible in Redis, an order every ms, p99",
            "changes gathered for 250 ms",
            table,
            () => redis.NumberAsync("seen:1")
        );
    }

    static async Task PostgresAsync(LineContext context)
    {
        await using var postgres = await PostgresServer.StartAsync(context.Fresh("postgres"));
        await using var connection = await postgres.OpenAsync();
        await using (var create = new NpgsqlCommand("CREATE TABLE seen (id integer PRIMARY KEY, orders bigint)", connection))
            await create.ExecuteNonQueryAsync();
        await using var ask = new NpgsqlCommand("SELECT orders FROM seen", connection);
        await ask.PrepareAsync();
        var table =
            $"SET 'execution.checkpointing.interval' = '1 s'; CREATE TABLE seen (id INT, orders BIGINT, PRIMARY KEY (id) NOT ENFORCED) " +
                $"WITH ({postgres.Options}, 'table-name' = 'seen', 'sink.buffer-flush.interval' = '100 ms');";
        await MeasureAsync(
            context,
            "stores/postgres-latency",
            "append → visible in PostgreSQL, an order every ms, p99",
            "rows of an updating query come with their checkpoint, here every second",
            table,
            async () => await ask.ExecuteScalarAsync() as long? ?? 0
        );
    }

    static async Task MeasureAsync(LineContext context, string key, string what, string how, string table, Func<Task<long>> ask)
    {
        var folder = context.Fresh("store-latency");
        var sql = Path.Combine(folder, "seen.sql");
        await File.WriteAllTextAsync(sql, $"{table}\nINSERT INTO seen SELECT 1, orders FROM newest;");
        await using var server = Start(folder, [sql]);
        await server.ListenAsync();
        using var sender = new OrderSender(server.Port, 1);
        new Schedule(1).Run(Warm(context), _ => sender.Send(TimeProvider.System.GetUtcNow().UtcDateTime));
        var (before, schedule, seen) = (sender.Sent, new Schedule(1), new Sightings());
        using var stop = new CancellationTokenSource();
        var asking = Task.Run(() => AskAsync(ask, seen, schedule, stop.Token));
        var turns = schedule.Run(context.Seconds, turn => sender.Send(schedule.DueOn(turn)));
        await seen.UntilAsync(before + turns, s_timeout);
        await stop.CancelAsync();
        await asking;
        Emit(context, key, what, how, seen.Delays(schedule, turns, turn => before + turn + 1));
    }

    static async Task KafkaAsync(LineContext context)
    {
        var folder = context.Fresh("kafka");
        await using var broker = await KafkaBroker.StartAsync(folder);
        await using var log = LogOpener.Open("kafka://" + broker.Address, folder, new());
        var feed = new LogFeed((await log.OpenTopicAsync("orders")).Partitions[0]);
        await using var server = Start(context.Fresh("store-latency"), [], "kafka://" + broker.Address);
        await server.ListenAsync();
        await using var warm = await Frames.FollowAsync(server);
        new Schedule(1).Run(Warm(context), _ => feed.Send());
        await warm.Seen.UntilAsync(feed.Sent, s_timeout);
        var (before, schedule) = (feed.Sent, new Schedule(1));
        await using var frames = await Frames.FollowAsync(server, schedule);
        var turns = schedule.Run(context.Seconds, _ => feed.Send());
        await frames.Seen.UntilAsync(before + turns, s_timeout);
        Emit(
            context,
            "stores/kafka-latency",
            "append → Kafka topic → WebSocket frame, an order every ms, p99",
            "refresh every 250 ms",
            frames.Seen.Delays(schedule, turns, turn => before + turn + 1)
        );
    }

    static double Warm(LineContext context) => Math.Clamp(context.Seconds / 5, 1, 5);

    static void Emit(LineContext context, string key, string what, string how, Percentiles delays) =>
        context.Emit(
            new(key, what, delays.At(0.99), "ms", string.Create(CultureInfo.InvariantCulture, $"{delays.Describe()}; {how}"))
            {
                IsHeadline = true,
            }
        );

    static TallyServer Start(string folder, IEnumerable<string> more, string log = "embedded") =>
        TallyServer.Start(
            TallyServer.Ready ?? TallyServer.Jit,
            folder,
            [ShopPipeline.Sql("orders_live.sql"), Sql.AllMetrics, ShopPipeline.Sql("newest.sql"), .. more],
            log: log
        );

    static async Task AskAsync(Func<Task<long>> ask, Sightings seen, Schedule schedule, CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            var orders = await ask();
            if (orders > seen.Orders) seen.Add(schedule.ElapsedMs, orders);
            await Task.Delay(1, CancellationToken.None);
        }
    }
}
