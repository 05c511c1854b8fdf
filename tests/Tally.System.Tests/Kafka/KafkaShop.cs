using System.Globalization;
using Tally.Log;
using Tally.Log.Kafka;
using Tally.System.Tests.Running;
using Tally.System.Tests.Tiers;

namespace Tally.System.Tests.Kafka;

/// <summary>A Tally that collects a shop's orders into Kafka, and one that computes from there.</summary>
sealed class KafkaShop : IAsyncDisposable
{
    const string Streams = """
        CREATE TABLE orders (order_id STRING, ts TIMESTAMP_LTZ(3), user_id STRING, amount DECIMAL(12, 2),
            WATERMARK FOR ts AS ts - INTERVAL '15' MINUTE)
        WITH ('connector' = 'log', 'topic' = 'orders', 'partitions' = '3', 'key.fields' = 'user_id', 'format' = 'json');
        """;

    const string Collection = """
        CREATE TABLE order_file (order_id STRING, ts TIMESTAMP_LTZ(3), user_id STRING, amount DECIMAL(12, 2))
            WITH ('connector' = 'tail', 'path' = 'logs/orders.log*', 'format' = 'json');
        INSERT INTO orders SELECT * FROM order_file;
        """;

    const string Metrics = """
        CREATE VIEW totals AS SELECT COUNT(*) AS orders, SUM(amount) AS gmv, COUNT(DISTINCT order_id) AS ids FROM orders;
        CREATE VIEW per_minute AS SELECT window_start, window_end, COUNT(*) AS orders, SUM(amount) AS gmv
        FROM TABLE(TUMBLE(TABLE orders, DESCRIPTOR(ts), INTERVAL '1' MINUTE)) GROUP BY window_start, window_end;
        """;

    static readonly Dictionary<string, string> s_settings = new()
    {
        ["TALLY__Engine__CheckpointIntervalMs"] = "300",
        ["TALLY__Engine__IdleTimeoutMs"] = "3000",
        ["DOTNET_TieredPGO"] = "0",
    };

    readonly ScratchFolder _folder = new();
    readonly string _servers;

    public KafkaShop(string servers, int orders)
    {
        _servers = servers;
        File.WriteAllText(_folder["streams.sql"], Streams);
        File.WriteAllText(_folder["collection.sql"], Collection);
        File.WriteAllText(_folder["metrics.sql"], Metrics);
        Feed = new(_folder.Path, orders);
        Collector = Node("collector", "collection.sql");
        Center = Node("center", "metrics.sql");
    }

    public OrderFeed Feed { get; }

    public TierNode Collector { get; }

    public TierNode Center { get; }

    public void Start()
    {
        Collector.Start();
        Center.Start();
    }

    /// <summary>Waits until all orders are counted once and fails when they are not.</summary>
    public async Task CheckAsync()
    {
        await Collector.WaitUntilReadyAsync();
        await Center.WaitUntilReadyAsync();
        using var api = new TallyApi(Center.Address);
        await api.WaitForRowsAsync("totals", Feed.Totals);
        await TallyApi.WaitForAsync(
            async () =>
                (await api.RowsAsync("per_minute")).Select(row => $"{row[0]},{row[2]},{row[3]}").Order(StringComparer.Ordinal).ToList(),
            rows => rows.SequenceEqual(Feed.Minutes),
            rows => string.Join("; ", rows.Except(Feed.Minutes))
        );
    }

    /// <summary>How many records the topic holds, and how many of them are left when repeats are dropped.</summary>
    public async Task<(long Stored, long Once)> CountRecordsAsync()
    {
        await using var log = KafkaLog.Open(_servers);
        var (stored, once) = (0L, 0L);
        foreach (var partition in (await log.OpenTopicAsync("orders")).Partitions)
        {
            using var reader = partition.OpenReader(0);
            var block = new RecordBlock();
            stored += partition.AskEndOffset();
            while (reader.Offset < partition.EndOffset)
            {
                if (reader.TryRead(block)) once += block.Count;
                else await reader.WaitAsync(TestContext.Current.CancellationToken);
            }
        }
        return (stored, once);
    }

    public async ValueTask DisposeAsync()
    {
        await Collector.DisposeAsync();
        await Center.DisposeAsync();
        _folder.Dispose();
    }

    TierNode Node(string name, string statements) =>
        new(
            name,
            _folder.Path,
            s_settings,
            "run",
            "streams.sql",
            statements,
            "--log",
            $"kafka://{_servers}",
            "--data",
            _folder[name],
            "--listen",
            "http://127.0.0.1:0"
        );
}
