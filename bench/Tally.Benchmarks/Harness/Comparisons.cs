namespace Tally.Benchmarks.Harness;

/// <summary>Figures that follow from others: ratios with rivals and between sizes.</summary>
static class Comparisons
{
    static readonly (string Key, string What, string Of, string To, double? AtLeast, double? AtMost, bool IsHeadline)[] s_ratios =
    [
        (
            "possible/pipeline",
            "whole shop pipeline against simdjson only reading the same fields on one core",
            "shop/log",
            "possible/simdjson",
            0.5,
            null,
            true
        ),
        ("possible/decoder", "Tally's decoder alone against simdjson", "possible/tally", "possible/simdjson", null, null, false),
        (
            "possible/framework",
            "Tally's decoder alone against Utf8JsonReader",
            "possible/tally",
            "possible/utf8jsonreader",
            null,
            null,
            false
        ),
        (
            "access/ratio",
            "access log: lines per CPU-second against GoAccess on the same file",
            "access/tally",
            "access/goaccess",
            20,
            null,
            true
        ),
        (
            "log/append-ratio",
            "log: append to the page cache against dd to the same disk",
            "log/page-cache",
            "log/dd-write",
            null,
            null,
            true
        ),
        ("growth/cores", "speed on all cores against one", "shop/log-wall", "growth/cores-1-wall", null, null, true),
        ("growth/sharing", "cost of 12 metrics against 1", "growth/metrics-1", "shop/log", null, 3, true),
        ("growth/sharing-40", "cost of 40 metrics against 12", "shop/log", "growth/metrics-40", null, null, false),
        ("growth/partitions", "cost of 64 partitions against 1", "shop/log", "growth/partitions-64", null, 1.5, false),
        ("growth/groups", "cost of 10 M groups against 10 k", "engine/10k", "growth/groups-10m", null, null, false),
    ];

    /// <summary>The figures with their comparisons behind them, by item; what lacks a part is left out.</summary>
    public static IReadOnlyList<Figure> Add(IReadOnlyList<Figure> figures)
    {
        var all = new List<Figure>(figures);
        foreach (var (key, what, of, to, atLeast, atMost, isHeadline) in s_ratios)
            if (Value(figures, of) is { } top && Value(figures, to) is { } bottom)
                all.Add(new(key, what, top / bottom, "×", "", atLeast, atMost) { IsHeadline = isHeadline });
        return all;
    }

    static double? Value(IReadOnlyList<Figure> figures, string key) =>
        figures.FirstOrDefault(figure => figure.Key == key && figure.Missing is null)?.Value;
}
