using System.Globalization;
using Tally.Benchmarks;

// usage: Tally.Benchmarks [EVENTS]   The shop's metrics over orders, from a JSON file to final rows.
var events = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 2_000_000;
var folder = Directory.CreateTempSubdirectory("tally-bench-").FullName;
try
{
    await ShopPipeline.RunAsync(folder, events);
}
finally
{
    Directory.Delete(folder, recursive: true);
}
