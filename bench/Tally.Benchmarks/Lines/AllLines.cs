using Tally.Benchmarks.Harness;

namespace Tally.Benchmarks.Lines;

/// <summary>Everything that is measured, in order.</summary>
static class AllLines
{
    static readonly (string Item, string Title)[] s_items =
    [
        ("shop", "Shop pipeline"),
        ("possible", "The line of the possible"),
        ("engine", "Engine alone"),
        ("access", "Access log"),
        ("latency", "Latency"),
        ("stores", "Redis, PostgreSQL, Kafka"),
        ("log", "Log"),
        ("growth", "Growth"),
        ("viewers", "Viewers"),
        ("start", "Start"),
        ("kernels", "Kernels"),
    ];

    public static IReadOnlyList<Line> All { get; } =
        [
            .. ShopLines.Sources,
            .. PossibleLines.All,
            .. EngineLines.All,
            .. AccessLines.All,
            .. LatencyLines.All,
            .. StoreLines.All,
            .. StoreLatency.All,
            .. LogLines.All,
            .. ShopLines.Growth,
            EngineLines.Groups,
            KeyLines.Passing,
            .. ViewerLines.All,
            .. PictureLines.All,
            .. StartLines.All,
            KernelLines.All,
        ];

    public static string TitleOf(string item) => s_items.FirstOrDefault(known => known.Item == item).Title ?? item;

    /// <summary>The lines that names ask for.</summary>
    /// <exception cref="ArgumentException">A name is neither an item nor a line.</exception>
    public static IReadOnlyList<Line> Find(IReadOnlyList<string> names)
    {
        foreach (var name in names)
            if (!All.Any(line => line.Item == name || line.Name == name))
                throw new ArgumentException(
                    $"there is no '{name}': items are {string.Join(", ", s_items.Select(known => known.Item))}; --list shows the lines"
                );
        return names.Count == 0 ? All : [.. All.Where(line => names.Contains(line.Item) || names.Contains(line.Name))];
    }
}
