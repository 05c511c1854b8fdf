using System.Globalization;
using Tally.Benchmarks.Harness;
using Tally.Benchmarks.Inputs;
using Tally.Benchmarks.Servers;
using Tally.Benchmarks.Shop;
using Tally.Host.Running;

namespace Tally.Benchmarks.Lines;

// The shop's twelve metrics at once, as `tally run` runs them: pump, ring, workers, checkpoints, results serialized for viewers; only the
// web server
// is not there. The input is read again and again, each time from nothing, until the time is over: a checkpoint is taken every 10 s and at
// the end of each pass.
// The input has always the same size: in a shorter one 200,000 users, who are new once a pass, would weigh more, and figures of short runs
// would look worse.

/// <summary>The pipeline of the shop: from the log, from a file; on fewer cores; with fewer and more metrics and partitions.</summary>
static class ShopLines
{
    // At least one pass; after a short one the compiler is not done yet with all that runs.
    const double WarmSeconds = 8;

    static readonly string[] s_four = ["product_minute", "gmv_minute", "category_rank", "brand_today"];

    public static IEnumerable<Line> Sources =>
        [
            new(
                "shop/log",
                "shop pipeline, 12 metrics, from the embedded log",
                context =>
                    FromLogAsync(
                        context,
                        new(
                            "shop/log",
                            "shop pipeline: 12 metrics from the embedded log, events per CPU-second",
                            Sql.AllMetrics,
                            AtLeast: 1.2
                        )
                    )
            ),
            new("shop/file", "the same from a JSON file", FromFileAsync),
            new("shop/kafka", "the same from a Kafka topic", FromKafkaAsync),
        ];

    public static IEnumerable<Line> Growth =>
        [
            new(
                "growth/cores-1",
                "12 metrics on one core",
                context => FromLogAsync(context, new("growth/cores-1", "12 metrics on one core, events per CPU-second", Sql.AllMetrics))
            )
            {
                Cores = "0",
            },
            .. MoreCores,
            new(
                "growth/metrics-1",
                "1 metric",
                context =>
                    FromLogAsync(
                        context,
                        new("growth/metrics-1", "1 metric (product_minute), events per CPU-second", Some(context, ["product_minute"]))
                    )
            ),
            new(
                "growth/metrics-4",
                "4 metrics",
                context => FromLogAsync(context, new("growth/metrics-4", "4 metrics, events per CPU-second", Some(context, s_four)))
            ),
            new(
                "growth/metrics-40",
                "40 metrics",
                context =>
                    FromLogAsync(
                        context,
                        new("growth/metrics-40", "40 metrics, events per CPU-second", Sql.AllMetrics, Some(context, [], Sql.MoreMetrics()))
                    )
            ),
            new("growth/partitions-8", "8 partitions", context => FromPartitionsAsync(context, 8)),
            new("growth/partitions-64", "64 partitions", context => FromPartitionsAsync(context, 64)),
        ];

    // All cores is shop/log; a line in between only where there is something in between.
    static IEnumerable<Line> MoreCores =>
        Environment.ProcessorCount <= 2
            ? []
            :
            [
                new(
                    "growth/cores-2",
                    "12 metrics on two cores",
                    context =>
                        FromLogAsync(context, new("growth/cores-2", "12 metrics on two cores, events per CPU-second", Sql.AllMetrics))
                )
                {
                    Cores = "0,1",
                },
            ];

    static Task FromFileAsync(LineContext context) =>
        MeasureAsync(
            context,
            new("shop/file", "the same from a JSON file (filesystem)", Sql.AllMetrics),
            new(["orders_file.sql"], "embedded", context.Fresh("data"), SharedInputs.OrdersFile(context))
        );

    static async Task FromKafkaAsync(LineContext context)
    {
        var folder = context.Fresh("kafka");
        await using var broker = await KafkaBroker.StartAsync(folder);
        await using (var log = LogOpener.Open("kafka://" + broker.Address, folder, new()))
            await SharedInputs.FillAsync(log, SharedInputs.OrderCount, 1);
        await MeasureAsync(
            context,
            new("shop/kafka", "the same from a Kafka topic, the broker's CPU not counted", Sql.AllMetrics),
            new(["orders_log.sql"], "kafka://" + broker.Address, folder, folder)
        );
    }

    static Task FromLogAsync(LineContext context, Row row, int partitions = 1)
    {
        var data = SharedInputs.OrdersLog(context, partitions);
        return MeasureAsync(context, row, new(["orders_log.sql"], "embedded", data, data));
    }

    static async Task FromPartitionsAsync(LineContext context, int partitions)
    {
        await FromLogAsync(
            context,
            new($"growth/partitions-{partitions}", $"12 metrics from {partitions} partitions, events per CPU-second", Sql.AllMetrics),
            partitions
        );
        Directory.Delete(SharedInputs.OrdersLog(context, partitions), recursive: true);
    }

    static string Some(LineContext context, string[] names, IEnumerable<string>? more = null) =>
        Sql.WriteMetrics(context.Fresh("sql"), names, more ?? []);

    /// <param name="source">The file of the orders' table as its only file; the metrics are put beside it.</param>
    static async Task MeasureAsync(LineContext context, Row row, RunSettings source)
    {
        string[] metrics = row.More is { } more ? [row.Metrics, more] : [row.Metrics];
        var settings = source with { Files = [ShopPipeline.Sql(source.Files[0]), .. metrics] };
        for (var warm = Measured.Start(); warm.ElapsedSeconds < WarmSeconds;) await PassAsync(settings);
        var (measured, passes) = (Measured.Start(), 0);
        do
        {
            await PassAsync(settings);
            passes++;
        }
        while (measured.ElapsedSeconds < context.Seconds);
        measured.Stop();
        var events = passes * SharedInputs.OrderCount;
        context.Emit(
            new(row.Key, row.What, events / measured.CpuSeconds / 1e6, "M/s", $"{measured.Describe(events)}; {passes} passes", row.AtLeast)
            {
                IsHeadline = row.Key.StartsWith("shop/", StringComparison.Ordinal),
            }
        );
        if (row.Key == "shop/log" || row.Key.StartsWith("growth/cores", StringComparison.Ordinal))
            context.Emit(
                new(
                    row.Key + "-wall",
                    string.Create(CultureInfo.InvariantCulture, $"the same, events per second on {Environment.ProcessorCount} cores"),
                    events / measured.WallSeconds / 1e6,
                    "M/s"
                )
            );
    }

    /// <summary>Reads everything once, from nothing.</summary>
    public static async Task PassAsync(RunSettings settings)
    {
        var checkpoints = Path.Combine(settings.DataDirectory, "checkpoints");
        if (Directory.Exists(checkpoints)) Directory.Delete(checkpoints, recursive: true);
        await using var pipeline = await LivePipeline.OpenAsync(settings, new(), CancellationToken.None);
        await pipeline.RunAsync(CancellationToken.None);
        if (pipeline.Statistics.Queries.FirstOrDefault(query => query.Error is not null) is { } failed)
            throw new InvalidOperationException($"{failed.Name} has failed: {failed.Error}");
    }

    /// <summary>A figure and the SQL that it measures.</summary>
    sealed record Row(string Key, string What, string Metrics, string? More = null, double? AtLeast = null);
}
