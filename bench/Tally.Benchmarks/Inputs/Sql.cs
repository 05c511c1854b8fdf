using System.Text.RegularExpressions;
using Tally.Benchmarks.Shop;

namespace Tally.Benchmarks.Inputs;

/// <summary>The SQL of the measurements, whole files and single metrics.</summary>
static partial class Sql
{
    /// <summary>The file with all twelve metrics.</summary>
    public static string AllMetrics => ShopPipeline.Sql("metrics.sql");

    /// <summary>Writes some of the twelve metrics to a file of their own, and more statements behind them.</summary>
    public static string WriteMetrics(string folder, IReadOnlyCollection<string> names, IEnumerable<string> more)
    {
        var chosen = View()
            .Matches(File.ReadAllText(AllMetrics))
            .Where(view => names.Contains(view.Groups[1].Value))
            .Select(view => view.Value);
        var path = Path.Combine(folder, "metrics.sql");
        File.WriteAllText(path, string.Join("\n\n", chosen.Concat(more)));
        return path;
    }

    /// <summary>28 metrics beside the shop's twelve: seven dimensions over four windows.</summary>
    public static IEnumerable<string> MoreMetrics()
    {
        string[] windows =
            [
                "TUMBLE(TABLE orders, DESCRIPTOR(ts), INTERVAL '5' MINUTE)",
                "TUMBLE(TABLE orders, DESCRIPTOR(ts), INTERVAL '10' MINUTE)",
                "HOP(TABLE orders, DESCRIPTOR(ts), INTERVAL '1' MINUTE, INTERVAL '5' MINUTE)",
                "CUMULATE(TABLE orders, DESCRIPTOR(ts), INTERVAL '1' MINUTE, INTERVAL '1' HOUR)",
            ];
        string[] dimensions = ["product_id", "category", "brand", "gender", "merchant", "province", "quantity"];
        for (var i = 0; i < windows.Length; i++)
            foreach (var dimension in dimensions)
                yield return $"CREATE VIEW more_{dimension}_{i} AS SELECT window_start, window_end, {dimension}, SUM(amount) AS sales, " +
                    $"COUNT(*) AS orders FROM {windows[i]} GROUP BY window_start, window_end, {dimension};";
    }

    [GeneratedRegex(@"CREATE VIEW (\w+) AS[^;]*;")]
    private static partial Regex View();
}
