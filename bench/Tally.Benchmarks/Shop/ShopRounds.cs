using Tally.Host.Configuration;

namespace Tally.Benchmarks.Shop;

/// <summary>A few rounds of the shop pipeline in one process, quick to read: for those who tune it.</summary>
static class ShopRounds
{
    static readonly string[] s_rounds = ["from the log", "from the log", "from the log", "from the log", "from a file"];

    /// <summary>Runs over that many events; BENCH_FOLDER names a folder whose inputs are kept and used again.</summary>
    public static async Task<int> RunAsync(long events)
    {
        var folder = Environment.GetEnvironmentVariable("BENCH_FOLDER") ?? Directory.CreateTempSubdirectory("tally-bench-").FullName;
        try
        {
            var shop = new ShopPipeline(folder);
            if (!Directory.Exists(Path.Combine(folder, "log"))) await shop.FillLogAsync(events, 2000);
            if (!File.Exists(Path.Combine(folder, "orders.json"))) shop.WriteFile(events, 2000);
            Console.WriteLine(Cost.Header);
            foreach (var name in s_rounds)
            {
                var source = ShopPipeline.Sql(name == "from a file" ? "orders_file.sql" : "orders_log.sql");
                Console.WriteLine((await shop.RunAsync([source, ShopPipeline.Sql("metrics.sql")], new TallyOptions())).Line(name, events));
            }
            return 0;
        }
        finally
        {
            if (Environment.GetEnvironmentVariable("BENCH_FOLDER") is null) Directory.Delete(folder, recursive: true);
        }
    }
}
