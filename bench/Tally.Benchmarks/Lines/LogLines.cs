using System.Diagnostics;
using System.Globalization;
using Tally.Benchmarks.Harness;
using Tally.Benchmarks.Inputs;
using Tally.Benchmarks.Shop;
using Tally.Log;
using Tally.Log.Embedded;

namespace Tally.Benchmarks.Lines;

// The embedded log with records of 215 bytes in batches of 4096, one partition, one caller. A pass appends 2 GB (so the dirty pages fit the
// memory),
// then all is deleted and the next pass begins. Beside it dd writes the same amount to the same disk, with a flush at the end and without.

/// <summary>Appends and reads of the embedded log, by durability, beside dd.</summary>
static class LogLines
{
    const int Records = 4096, UnderWay = 16;
    const long PassBytes = 2L << 30;

    public static IEnumerable<Line> All =>
        [
            new(
                "log/page-cache",
                "append to the page cache",
                context => AppendAsync(context, "log/page-cache", "append, page cache", Durability.PageCache)
            ),
            new(
                "log/interval",
                "append, fsync every 50 ms",
                context => AppendAsync(context, "log/interval", "append, fsync every 50 ms, 16 batches under way", Durability.Interval)
            ),
            new(
                "log/every-batch",
                "append, fsync every batch",
                context =>
                    AppendAsync(
                        context,
                        "log/every-batch",
                        "append, fsync every batch of 4096, 16 batches under way",
                        Durability.EveryBatch
                    )
            ),
            new("log/read", "read", ReadAsync),
            new("log/dd", "dd on the same disk", DdAsync) { Length = 0.5 },
        ];

    static async Task AppendAsync(LineContext context, string key, string what, Durability durability)
    {
        var block = Block();
        await PassAsync(context, block, durability, context.Scaled(PassBytes / 4), 2);
        var (measured, bytes) = (Measured.Start(), 0L);
        var appending = TimeSpan.Zero;
        while (appending.TotalSeconds < context.Seconds)
        {
            // What deleting costs is not appending.
            var (passBytes, passTime) = await PassAsync(context, block, durability, PassBytes, context.Seconds - appending.TotalSeconds);
            (bytes, appending) = (bytes + passBytes, appending + passTime);
        }
        measured.Stop();
        var detail = string.Create(
            CultureInfo.InvariantCulture,
            $"{bytes / 215.0 / appending.TotalSeconds / 1e6:0.00} M records/s, {measured.CpuSeconds / appending.TotalSeconds * 100:0}% " +
                $"of a core, {measured.Bytes * 215.0 / bytes:0.0} B allocated each"
        );
        context.Emit(
            new(key, what, bytes / appending.TotalSeconds / 1e9, "GB/s", detail) { IsHeadline = durability == Durability.PageCache }
        );
    }

    /// <summary>Appends until the bytes or the seconds are over, each append acknowledged before it counts.</summary>
    static async Task<(long Bytes, TimeSpan Time)> PassAsync(
        LineContext context,
        RecordBlock block,
        Durability durability,
        long maxBytes,
        double seconds
    )
    {
        await using var log = EmbeddedLog.Open(context.Fresh("log-append"));
        var partition = (await log.OpenTopicAsync("t", new TopicOptions { Durability = durability })).Partitions[0];
        var (startedAt, bytes) = (Stopwatch.GetTimestamp(), 0L);
        var underWay = new Queue<Task>();
        while (bytes < maxBytes && Stopwatch.GetElapsedTime(startedAt).TotalSeconds < seconds)
        {
            underWay.Enqueue(partition.AppendAsync(null, block).AsTask());
            bytes += block.ByteCount;
            if (underWay.Count >= (durability == Durability.PageCache ? 1 : UnderWay)) await underWay.Dequeue();
        }
        await Task.WhenAll(underWay);
        return (bytes, Stopwatch.GetElapsedTime(startedAt));
    }

    static async Task ReadAsync(LineContext context)
    {
        await using var log = EmbeddedLog.Open(context.Fresh("log-read"));
        var partition = (await log.OpenTopicAsync("t")).Partitions[0];
        var block = Block();
        for (var left = context.Scaled(PassBytes); left > 0; left -= block.ByteCount) await partition.AppendAsync(null, block);
        Read(partition, block);
        var (measured, bytes) = (Measured.Start(), 0L);
        while (measured.ElapsedSeconds < context.Seconds) bytes += Read(partition, block);
        measured.Stop();
        context.Emit(
            new(
                "log/read",
                "read from the page cache, checksums verified, one thread",
                bytes / measured.WallSeconds / 1e9,
                "GB/s",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{bytes / 215.0 / measured.CpuSeconds / 1e6:0.0} M records per CPU-second, {measured.Bytes * 215.0 / bytes:0.0} B " +
                        $"allocated each"
                )
            )
        );
    }

    static long Read(IPartition partition, RecordBlock block)
    {
        using var reader = partition.OpenReader(0);
        var bytes = 0L;
        while (reader.TryRead(block)) bytes += block.ByteCount;
        return bytes;
    }

    static async Task DdAsync(LineContext context)
    {
        var file = Path.Combine(context.Fresh("dd"), "file");
        var megabytes = context.Scaled(PassBytes >> 20, 256);
        await DdAsync(
            context,
            "log/dd-write",
            "dd to the same disk, page cache",
            ["if=/dev/zero", $"of={file}", "bs=1M", $"count={megabytes}"],
            megabytes
        );
        File.Delete(file);
        await DdAsync(
            context,
            "log/dd-fsync",
            "dd to the same disk, flushed at the end",
            ["if=/dev/zero", $"of={file}", "bs=1M", $"count={megabytes}", "conv=fdatasync"],
            megabytes
        );
        await DdAsync(context, "log/dd-read", "dd from the page cache", [$"if={file}", "of=/dev/null", "bs=1M"], megabytes);
        File.Delete(file);
    }

    static async Task DdAsync(LineContext context, string key, string what, IReadOnlyList<string> arguments, long megabytes)
    {
        var wall = (await Tool.RunAsync("dd", arguments)).WallSeconds;
        context.Emit(new(key, what, megabytes * 1.048576e6 / wall / 1e9, "GB/s", $"{megabytes} MB, blocks of 1 MB"));
    }

    static RecordBlock Block()
    {
        var block = new RecordBlock();
        SharedInputs.Fill(block, new OrderLines(1, 2000), Records);
        return block;
    }
}
