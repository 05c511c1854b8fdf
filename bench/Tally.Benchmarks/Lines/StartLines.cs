using System.Diagnostics;
using System.Globalization;
using Tally.Benchmarks.Harness;
using Tally.Benchmarks.Inputs;
using Tally.Benchmarks.Servers;
using Tally.Benchmarks.Shop;
using Tally.Log;
using Tally.Log.Embedded;

namespace Tally.Benchmarks.Lines;

/// <summary>From the start of the process to the first result: the shop's twelve metrics over a log with 20,000 orders, without a
/// checkpoint.</summary>
static class StartLines
{
    const int Orders = 20_000, Rounds = 7;

    public static IEnumerable<Line> All =>
        [
            new(
                "start/ready",
                "start, compiled ahead of time",
                context =>
                    MeasureAsync(
                        context,
                        "start/ready",
                        "start to first result, compiled ahead of time (as ./tally builds it)",
                        TallyServer.Ready
                            ?? throw new NotPossibleException(
                                "./tally could not compile ahead of time: the package with that compiler was not to be had"
                            )
                    )
            ),
            new(
                "start/jit",
                "start, compiled as it runs",
                context => MeasureAsync(context, "start/jit", "start to first result, compiled as it runs (JIT)", TallyServer.Jit)
            ),
        ];

    static async Task MeasureAsync(LineContext context, string key, string what, string program)
    {
        var data = context.Fresh("start");
        await FillAsync(data);
        var (listening, first, cpu) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round <= Rounds; round++)
        {
            var (listeningMs, firstMs, cpuMs) = await StartAsync(data, program);
            if (round == 0) continue; // reads the program from disk
            listening.Add(listeningMs);
            first.Add(firstMs);
            cpu.Add(cpuMs);
        }
        var detail = string.Create(
            CultureInfo.InvariantCulture,
            $"median of {Rounds}; listens after {Median(listening):0} ms; {Median(cpu):0} ms of CPU; fastest {first.Min():0} ms, " +
                $"slowest {first.Max():0} ms"
        );
        context.Emit(new(key, what, Median(first), "ms", detail, AtMost: key == "start/ready" ? 1000 : null) { IsHeadline = true });
    }

    static async Task<(double ListeningMs, double FirstMs, double CpuMs)> StartAsync(string data, string program)
    {
        var startedAt = Stopwatch.GetTimestamp();
        await using var server = TallyServer.Start(
            program,
            data,
            [ShopPipeline.Sql("orders_log.sql").Replace("orders_log", "orders_live"), Sql.AllMetrics]
        );
        await server.ListenAsync();
        var listening = Stopwatch.GetElapsedTime(startedAt);
        await server.FirstRowsAsync("gmv_minute");
        var first = Stopwatch.GetElapsedTime(startedAt);
        return (listening.TotalMilliseconds, first.TotalMilliseconds, Memory.CpuSeconds(server.ProcessId) * 1000);
    }

    static async Task FillAsync(string data)
    {
        await using var log = EmbeddedLog.Open(Path.Combine(data, "log"));
        var block = new RecordBlock();
        SharedInputs.Fill(block, new OrderLines(1, 100), Orders);
        await (await log.OpenTopicAsync("orders")).Partitions[0].AppendAsync(null, block);
    }

    static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
