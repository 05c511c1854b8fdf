using System.Diagnostics;
using System.Globalization;
using System.Text;
using Tally.Benchmarks.Harness;
using Tally.Benchmarks.Inputs;
using Tally.Benchmarks.Servers;
using Tally.Engine.Columns;
using Tally.Engine.Execution;
using Tally.Engine.Execution.Live;
using Tally.Log;
using Tally.Log.Embedded;

namespace Tally.Benchmarks.Lines;

// Windows of a millisecond, and every millisecond an append to the embedded log whose event time is the scheduled time: it opens its window
// and, as nothing earlier can come, closes it.
// The delay is from that time to the moment in which the window's final row reaches its sink, through log, pump, ring and worker.

/// <summary>From the append that closes a window to the window's final row.</summary>
static class CloseLatency
{
    const int Records = 100;

    const string Definitions = """
        CREATE TABLE ticks (ts TIMESTAMP(3), amount DECIMAL(12, 2), WATERMARK FOR ts AS ts)
            WITH ('connector' = 'log', 'topic' = 'ticks', 'format' = 'json');
        CREATE VIEW closed AS SELECT window_end, COUNT(*) AS n, SUM(amount) AS s
            FROM TUMBLE(TABLE ticks, DESCRIPTOR(ts), INTERVAL '0.001' SECOND) GROUP BY window_start, window_end;
        """;

    public static Line Line => new("latency/close", "window close to result", MeasureAsync);

    static async Task MeasureAsync(LineContext context)
    {
        var folder = context.Fresh("close");
        await using var log = EmbeddedLog.Open(Path.Combine(folder, "log"));
        var partition = (await log.OpenTopicAsync("ticks")).Partitions[0];
        var queries = new Queries(folder, Definitions);
        var sink = new Arrivals();
        await using var run = await queries.OpenLiveAsync(
            log,
            Path.Combine(folder, "checkpoints"),
            [new("closed", queries.Plan("closed"), sink)]
        );
        using var stop = new CancellationTokenSource();
        var running = Task.Run(() => run.RunAsync(stop.Token));
        var (block, warm) = (new RecordBlock(), Math.Clamp(context.Seconds / 5, 1, 5));
        Append(partition, block, new Schedule(1), warm);
        sink.Clear();
        var schedule = new Schedule(1);
        var turns = Append(partition, block, schedule, context.Seconds);
        await Task.Delay(200);
        await stop.CancelAsync();
        await running;
        var delays = sink.Delays(schedule, turns);
        context.Emit(
            new(
                "latency/close",
                "window close → final result, p99.99",
                delays.At(0.9999),
                "ms",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{delays.Describe()} windows; {Records * 1000:N0} records/s in appends of {Records}"
                ),
                AtMost: 10
            )
            {
                IsHeadline = true,
            }
        );
    }

    static long Append(IPartition partition, RecordBlock block, Schedule schedule, double seconds) =>
        schedule.Run(
            seconds,
            turn =>
            {
                var line = Encoding.ASCII.GetBytes(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $$"""{"ts":"{{schedule.DueOn(turn):yyyy-MM-dd HH:mm:ss.fff}}","amount":12.50}"""
                    )
                );
                block.Clear();
                for (var i = 0; i < Records; i++)
                    block.Add(line, 0);
                partition.AppendAsync(null, block).AsTask().GetAwaiter().GetResult();
            }
        );

    /// <summary>Notes when the final row of each window comes.</summary>
    sealed class Arrivals : LiveSink
    {
        readonly List<(long EndMs, long At)> _arrivals = [];

        protected override void Accept(Batch batch)
        {
            if (batch.IsPreview) return;
            var (ends, now) = ((Column<long>)batch.Columns[0], Stopwatch.GetTimestamp());
            lock (_arrivals)
                for (var row = 0; row < batch.Count; row++) _arrivals.Add((ends[row], now));
        }

        public override void OnWatermark(long watermarkMs) { }

        public override void Refresh() { }

        public override ValueTask FlushAsync(CancellationToken cancellation) => ValueTask.CompletedTask;

        public void Clear()
        {
            lock (_arrivals) _arrivals.Clear();
        }

        /// <summary>By the turn whose event time is the last millisecond of a window: the watermark is then at its end.</summary>
        public Percentiles Delays(Schedule schedule, long turns)
        {
            var delays = new Percentiles();
            var dueMs = new Dictionary<long, double>();
            for (var turn = 0L; turn < turns; turn++)
                dueMs[new DateTimeOffset(schedule.DueOn(turn), TimeSpan.Zero).ToUnixTimeMilliseconds()] = schedule.DueMs(turn);
            lock (_arrivals)
                foreach (var (endMs, at) in _arrivals)
                    if (dueMs.TryGetValue(endMs - 1, out var due)) delays.Add(schedule.MsAt(at) - due);
            return delays;
        }
    }
}
