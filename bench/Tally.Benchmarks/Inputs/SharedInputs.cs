using Tally.Agent.Simulation;
using Tally.Benchmarks.Harness;
using Tally.Benchmarks.Shop;
using Tally.Log;
using Tally.Log.Embedded;

namespace Tally.Benchmarks.Inputs;

/// <summary>Files and logs that several lines read: made by the first that needs them, deleted at the end of all.</summary>
static class SharedInputs
{
    const int EventsPerSecond = 2000, BlockRecords = 2048;

    /// <summary>How many orders the inputs hold, however short the figures are: a pass begins with empty state, and what filling it costs
    /// is spread over the pass.</summary>
    public const long OrderCount = 8_000_000;

    /// <summary>A folder with the orders as lines of orders.json.</summary>
    public static string OrdersFile(LineContext context) => Make(context, "orders-file", folder =>
    {
        new ShopPipeline(folder).WriteFile(OrderCount, EventsPerSecond);
        return Task.CompletedTask;
    });

    /// <summary>A data directory whose log has a topic "orders", spread evenly over its partitions.</summary>
    public static string OrdersLog(LineContext context, int partitions = 1) =>
        Make(context, $"orders-log-{partitions}", folder => FillLogAsync(folder, OrderCount, partitions));

    /// <summary>An access log in the combined format.</summary>
    public static string AccessLog(LineContext context, long lines) =>
        Path.Combine(
            Make(
                context,
                "access",
                folder =>
                {
                    var zone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");
                    using var file = new FileStream(Path.Combine(folder, "access.log"), FileMode.Create);
                    new LogFile(
                        LineWriter.For("access", "combined", zone),
                        new(new Agent.Simulation.Shop(), 1, 500, 1_762_790_400_000, zone)
                    ).Write(file, lines);
                    return Task.CompletedTask;
                }
            ),
            "access.log"
        );

    /// <summary>Fills a block with the next orders.</summary>
    public static void Fill(RecordBlock block, OrderLines orders, long count)
    {
        block.Clear();
        block.ReserveBytes((int)count * 512);
        for (; count > 0; count--)
        {
            var length = orders.Write(block.Bytes.AsSpan(block.ByteCount));
            block.AddSlice(block.ByteCount, length, 0);
            block.ByteCount += length;
        }
    }

    static async Task FillLogAsync(string folder, long count, int partitions)
    {
        await using var log = EmbeddedLog.Open(Path.Combine(folder, "log"));
        await FillAsync(log, count, partitions);
    }

    /// <summary>Fills a topic "orders".</summary>
    public static async Task FillAsync(ILog log, long count, int partitions)
    {
        var topic = await log.OpenTopicAsync("orders", new TopicOptions { Partitions = partitions });
        var orders = new OrderLines(1, EventsPerSecond);
        var block = new RecordBlock();
        // Small blocks where there are many partitions: time advances evenly over all of them.
        var size = Math.Max(64, BlockRecords / partitions);
        for (var i = 0; count > 0; i = (i + 1) % partitions)
        {
            Fill(block, orders, Math.Min(count, size));
            await topic.Partitions[i].AppendAsync(null, block);
            count -= block.Count;
        }
    }

    static string Make(LineContext context, string name, Func<string, Task> fill)
    {
        var folder = Path.Combine(context.Folder, name);
        if (Directory.Exists(folder)) return folder;
        Console.Error.WriteLine($"making {name}");
        var unfinished = context.Fresh(name + ".unfinished");
        fill(unfinished).GetAwaiter().GetResult();
        Directory.Move(unfinished, folder);
        return folder;
    }
}
