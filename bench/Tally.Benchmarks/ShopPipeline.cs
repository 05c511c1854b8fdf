using System.Diagnostics;
using System.Globalization;
using Tally.Agent.Simulation;
using Tally.Engine.Columns;
using Tally.Engine.Connectors;
using Tally.Engine.Execution;
using Tally.Engine.Formats;
using Tally.Engine.Operators;
using Tally.Engine.Planning;
using Tally.Engine.Sql;

namespace Tally.Benchmarks;

/// <summary>Measures the shop's order metrics, alone and all at once, in events per CPU-second; all threads count.</summary>
static class ShopPipeline
{
    static readonly string[] s_metrics =
        ["gmv_minute", "gmv_sliding", "gmv_today", "product_sales", "product_minute", "category_rank", "brand_sales", "top_buyers", "gender_share", "product_gender", "merchant_sales", "province_sales"];

    public static async Task RunAsync(string folder, int events)
    {
        WriteOrders(Path.Combine(folder, "orders.json"), events);
        Console.WriteLine($"{"metrics",-24} {"events/CPU-s",14} {"ns/event",10} {"bytes/event",12} {"GCs",5}");
        await MeasureAsync(folder, events / 10, "(warm-up)", s_metrics);
        foreach (var metric in s_metrics) await MeasureAsync(folder, events, metric, [metric]);
        await MeasureAsync(folder, events, "all twelve", s_metrics);
    }

    static void WriteOrders(string path, int events)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");
        using var file = new FileStream(path, FileMode.Create);
        new LogFile(LineWriter.For("orders", "json", zone), new(new Shop(), 1, 2000, 1_762_790_400_000, zone)).Write(file, events);
    }

    static async Task MeasureAsync(string folder, int events, string name, string[] metrics)
    {
        var planner = new Planner();
        var connectors = ConnectorRegistry.BuiltIn(TextWriter.Null);
        var catalog = new Catalog(connectors, FormatRegistry.Default, planner);
        foreach (var file in metrics.Select(metric => $"shop/metrics/{metric}.sql").Prepend("examples/orders_file.sql"))
            foreach (var statement in Parser.Parse(new SourceText(file, await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "pipelines", file)))).OrThrow()) catalog.Apply(statement);
        var queries = metrics.Select(metric => (planner.PlanQuery(catalog.FindView(metric)!.Query, catalog), (IOutput)new Discard())).ToList();
        var context = new ConnectorContext(null, FormatRegistry.Default, catalog.Context.TimeZone, folder, TimeProvider.System, catalog.Settings);

        using var process = Process.GetCurrentProcess();
        var (cpu, bytes, collections) = (process.TotalProcessorTime, GC.GetTotalAllocatedBytes(true), GC.CollectionCount(0));
        await using (var run = await BoundedRun.OpenAsync(planner.Build(queries, catalog), connectors, context, new PumpOptions(new CountBadRecords())))
        {
            var rows = 0L;
            while (rows < events && await run.StepAsync(CancellationToken.None)) rows = run.BatchCount * PumpOptions.DefaultRecords;
            run.Finish();
        }
        process.Refresh();
        var seconds = (process.TotalProcessorTime - cpu).TotalSeconds;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{name,-24} {events / seconds,14:N0} {seconds * 1e9 / events,10:N0} {(double)(GC.GetTotalAllocatedBytes(true) - bytes) / events,12:N1} {GC.CollectionCount(0) - collections,5}"));
    }

    /// <summary>Takes results and forgets them.</summary>
    sealed class Discard : IOutput
    {
        public void Process(Batch batch) { }

        public void OnWatermark(long watermarkMs) { }

        public void Refresh() { }
    }
}
