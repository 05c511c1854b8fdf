using System.Globalization;
using Tally.Benchmarks;
using Tally.Benchmarks.Shop;

// usage: Tally.Benchmarks EVENTS Only the shop pipeline, from the embedded log and from a file, for those who tune it. Everything else:
// tally bench.
return args is [var count] && long.TryParse(count, CultureInfo.InvariantCulture, out var events)
    ? await ShopRounds.RunAsync(events)
    : await BenchProgram.RunAsync(args, TimeProvider.System);
