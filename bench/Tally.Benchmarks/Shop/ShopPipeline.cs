using Tally.Host.Configuration;
using Tally.Host.Running;
using Tally.Log;

namespace Tally.Benchmarks.Shop;

/// <summary>The shop pipeline as `tally run` runs it: metrics over orders to their end, with checkpoints every 10 s, results in tables and
/// serialized for viewers.</summary>
sealed class ShopPipeline(string folder)
{
    const int BlockRecords = 2000;

    /// <summary>Where the SQL of the measurements lies.</summary>
    public static string Sql(string name) => Path.Combine(AppContext.BaseDirectory, "sql", "shop", name);

    /// <summary>Fills the topic 'orders' of a log in this folder.</summary>
    public async Task FillLogAsync(long events, int eventsPerSecond)
    {
        await using var log = LogOpener.Open("embedded", folder, new());
        var partition = (await log.OpenTopicAsync("orders")).Partitions[0];
        var lines = new OrderLines(1, eventsPerSecond);
        var block = new RecordBlock();
        for (var position = 0L; position < events;)
        {
            block.Clear();
            block.ReserveBytes(BlockRecords * 512);
            for (; block.Count < BlockRecords && position < events; position++)
            {
                var length = lines.Write(block.Bytes.AsSpan(block.ByteCount));
                block.AddSlice(block.ByteCount, length, position);
                block.ByteCount += length;
            }
            await partition.AppendAsync("bench", block);
        }
    }

    /// <summary>Writes the same orders to orders.json in this folder.</summary>
    public void WriteFile(long events, int eventsPerSecond)
    {
        var lines = new OrderLines(1, eventsPerSecond);
        using var file = new FileStream(Path.Combine(folder, "orders.json"), FileMode.Create, FileAccess.Write, FileShare.None, 1 << 20);
        Span<byte> line = stackalloc byte[512];
        for (var i = 0L; i < events; i++)
        {
            var length = lines.Write(line);
            line[length] = (byte)'\n';
            file.Write(line[..(length + 1)]);
        }
    }

    /// <summary>Runs the pipeline of some SQL files to the end of its input, from the beginning; says what it cost.</summary>
    public Task<Cost> RunAsync(IReadOnlyList<string> files, TallyOptions options)
    {
        foreach (var left in new[] { "checkpoints", "history" })
            if (Path.Combine(folder, left) is var path && Directory.Exists(path)) Directory.Delete(path, recursive: true);
        return Cost.OfAsync(async () =>
        {
            await using var pipeline = await LivePipeline.OpenAsync(
                new(files, "embedded", folder, folder),
                options,
                CancellationToken.None
            );
            await pipeline.RunAsync(CancellationToken.None);
            foreach (var query in pipeline.Statistics.Queries)
                if (query.Error is not null) throw new InvalidOperationException($"{query.Name} has failed: {query.Error}");
        });
    }
}
