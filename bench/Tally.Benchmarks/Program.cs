using System.Globalization;
using Tally.Benchmarks;
using Tally.Benchmarks.Shop;
using Tally.Host.Configuration;

// usage: Tally.Benchmarks [EVENTS [METRIC …]]   The shop pipeline over orders from the embedded log and from a file; or only some of its metrics.
var events = args.Length > 0 ? long.Parse(args[0], CultureInfo.InvariantCulture) : 5_000_000;
var folder = Environment.GetEnvironmentVariable("BENCH_FOLDER") ?? Directory.CreateTempSubdirectory("tally-bench-").FullName;
try
{
    var shop = new ShopPipeline(folder);
    if (!Directory.Exists(Path.Combine(folder, "log"))) await shop.FillLogAsync(events, 2000);
    if (!File.Exists(Path.Combine(folder, "orders.json"))) shop.WriteFile(events, 2000);
    var metrics = ShopPipeline.Sql("metrics.sql");
    Console.WriteLine(Cost.Header);
    string[] rounds = ["from the log", "from the log", "from a file"];
    foreach (var name in rounds)
    {
        var source = ShopPipeline.Sql(name == "from a file" ? "orders_file.sql" : "orders_log.sql");
        Console.WriteLine((await shop.RunAsync([source, metrics], new TallyOptions())).Line(name, events));
    }
}
finally
{
    if (Environment.GetEnvironmentVariable("BENCH_FOLDER") is null) Directory.Delete(folder, recursive: true);
}
