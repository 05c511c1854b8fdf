using System.Globalization;
using System.Text.Json;
using Tally.System.Tests.Repository;
using Tally.System.Tests.Running;

namespace Tally.System.Tests.Tiers;

/// <summary>Two web servers of the shop, each with a Tally that collects (the edges), and a Tally that stores and computes (the
/// center).</summary>
sealed class TwoTiers : IAsyncDisposable
{
    const string Counts = """
        CREATE VIEW order_count AS SELECT COUNT(*) AS orders, SUM(amount) AS gmv FROM orders;
        CREATE VIEW page_count AS SELECT COUNT(*) AS pages, SUM(bytes_sent) AS sent FROM page_views;
        """;

    // A server that was down sends its records late: the windows wait for them.
    static readonly TimeSpan s_delay = TimeSpan.FromMinutes(15);

    static readonly Dictionary<string, string> s_settings = new()
    {
        ["TALLY__Engine__CheckpointIntervalMs"] = "300",
        ["TALLY__Engine__IdleTimeoutMs"] = "2000",
        ["TALLY__Storage__Partitions"] = "2",
        ["DOTNET_TieredPGO"] = "0",
    };

    readonly ScratchFolder _folder = new();

    TwoTiers(ShopLogs logs, int centerPort, Uri? centerSeenAs)
    {
        Logs = logs;
        Directory.CreateDirectory(_folder["center"]);
        var shop = Path.Combine(Checkout.Root, "pipelines/shop");
        File.WriteAllText(
            _folder["center/streams.sql"],
            File.ReadAllText(Path.Combine(shop, "streams.sql"))
                .Replace("INTERVAL '5' SECOND", $"INTERVAL '{s_delay.TotalMinutes:0}' MINUTE")
        );
        File.WriteAllText(_folder["center/counts.sql"], Counts);
        Center = new(
            "center",
            _folder["center"],
            s_settings,
            "run",
            "streams.sql",
            "counts.sql",
            Path.Combine(shop, "metrics"),
            "--listen",
            $"http://127.0.0.1:{centerPort}"
        );
        Servers =
            [
                .. Enumerable.Range(0, 2).Select(index => Server(index, shop, centerSeenAs ?? new Uri($"http://127.0.0.1:{centerPort}"))),
            ];
    }

    public ShopLogs Logs { get; }

    public TierNode Center { get; }

    public IReadOnlyList<ShopServer> Servers { get; }

    public IEnumerable<TierNode> Nodes => [Center, .. Servers.Select(server => server.Node)];

    public int KillCount => Nodes.Sum(node => node.KillCount);

    /// <param name="centerPort">Where the center listens.</param>
    /// <param name="centerSeenAs">What the edges take for the center, when something is in between.</param>
    public static async Task<TwoTiers> StartAsync(ShopLogs logs, int centerPort, Uri? centerSeenAs = null)
    {
        var tiers = new TwoTiers(logs, centerPort, centerSeenAs);
        foreach (var node in tiers.Nodes) node.Start();
        foreach (var node in tiers.Nodes) await node.WaitUntilReadyAsync();
        return tiers;
    }

    public void WriteUpTo(double part)
    {
        foreach (var server in Servers) server.WriteUpTo(part);
    }

    /// <summary>Lets all lines go through, ends all windows, and gives the rows of every metric.</summary>
    public async Task<SortedDictionary<string, List<string>>> FinishAsync()
    {
        foreach (var node in Nodes) await node.WaitUntilReadyAsync();
        WriteUpTo(1);
        using var api = new TallyApi(Center.Address);
        await api.WaitForRowsAsync("order_count", Logs.OrderCountRow(lastLines: 0));
        await WaitForEndAsync(api, Logs.PageCount);
        var last = Logs.LastTime + s_delay + TimeSpan.FromMinutes(2);
        foreach (var server in Servers) server.WriteLast(last);
        await api.WaitForRowsAsync("order_count", Logs.OrderCountRow(lastLines: 2));
        await WaitForEndAsync(api, Logs.PageCount + 2);
        await TallyApi.WaitForAsync(
            () => WatermarkAsync(api),
            watermark => watermark >= last - s_delay - TimeSpan.FromSeconds(1),
            watermark => $"the watermark is {watermark:O}"
        );
        return await QuietRowsAsync(api);
    }

    /// <summary>Waits until the center's metrics are what they should be; fails with the first difference.</summary>
    public async Task CheckAsync(SortedDictionary<string, List<string>> expected)
    {
        using var api = new TallyApi(Center.Address);
        await TallyApi.WaitForAsync(
            async () => Difference(expected, await RowsAsync(api)),
            difference => difference is null,
            difference => difference!
        );
    }

    /// <summary>Ends all cleanly, and looks at what the log holds: how many orders are missing, and how many are there more often than they
    /// were written.</summary>
    public async Task<(int Lost, int Twice)> StopAndCountAsync()
    {
        foreach (var node in Nodes) await node.StopAsync();
        var (status, output) = await TallyProcess.RunProgramAsync(Center.Folder, "log", "cat", "orders");
        Assert.True(status == 0, output);
        var left = Logs.OrderLines.CountBy(ShopLogs.KeyOf).ToDictionary();
        foreach (var line in output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            if (ShopLogs.KeyOf(line) is var key && !key.StartsWith("last ", StringComparison.Ordinal))
                left[key] = left.GetValueOrDefault(key) - 1;
        return (left.Values.Where(count => count > 0).Sum(), -left.Values.Where(count => count < 0).Sum());
    }

    /// <summary>How long the starts took.</summary>
    public string DescribeRecoveries()
    {
        string[] lines =
        [
            .. from role in (string[])["center", "edges"]
            let nodes = Nodes.Where(node => node == Center == (role == "center")).ToList()
            from line in (string[])
                [
                    Spread($"{role}, process start to server ready", nodes.SelectMany(node => node.Recoveries)),
                    Spread($"{role}, process start to caught up", nodes.SelectMany(node => node.CatchUps)),
                ]
            select line,
        ];
        return $"{KillCount} kills\n{string.Join('\n', lines)}";
    }

    static string Spread(string what, IEnumerable<TimeSpan> times)
    {
        var all = times.Order().Select(time => time.TotalSeconds).ToList();
        return all.Count == 0
            ? $"{what}: none"
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{what}: {all.Count} starts, min {all[0]:0.00} s, median {all[all.Count / 2]:0.00} s, p99 " +
                    $"{all[all.Count * 99 / 100]:0.00} s, max {all[^1]:0.00} s"
            );
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in Nodes) await node.DisposeAsync();
        _folder.Dispose();
    }

    ShopServer Server(int index, string shop, Uri center)
    {
        var folder = _folder[$"web-{index + 1}"];
        Directory.CreateDirectory(Path.Combine(folder, "logs"));
        return new(
            new(
                $"web-{index + 1}",
                folder,
                s_settings,
                "run",
                Path.Combine(shop, "streams.sql"),
                Path.Combine(shop, "collection.sql"),
                "--log",
                center.ToString(),
                "--listen",
                "http://127.0.0.1:0"
            ),
            Logs.Orders[index],
            Logs.Pages[index]
        );
    }

    static Task WaitForEndAsync(TallyApi api, int pages) =>
        TallyApi.WaitForAsync(
            async () => (await api.RowsAsync("page_count")).Select(row => row[0]).FirstOrDefault(),
            count => count == $"{pages}",
            count => $"{count} pages, {pages} expected"
        );

    /// <summary>The least watermark of the streams.</summary>
    static async Task<DateTime> WatermarkAsync(TallyApi api) =>
        (await api.GetAsync("/api/v1/pipeline"))
            .GetProperty("streams")
            .EnumerateArray()
            .Where(stream => stream.GetProperty("rows").GetInt64() > 0)
            .Min(stream =>
                stream.GetProperty("watermarkMs") is { ValueKind: JsonValueKind.Number } ms
                    ? DateTime.UnixEpoch.AddMilliseconds(ms.GetInt64())
                    : default
            );

    static async Task<SortedDictionary<string, List<string>>> QuietRowsAsync(TallyApi api)
    {
        var rows = await RowsAsync(api);
        for (var same = 0; same < 2;)
        {
            await Task.Delay(500);
            var again = await RowsAsync(api);
            same = Difference(rows, again) is null ? same + 1 : 0;
            rows = again;
        }
        return rows;
    }

    static async Task<SortedDictionary<string, List<string>>> RowsAsync(TallyApi api)
    {
        var all = new SortedDictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var metric in (await api.GetAsync("/api/v1/metrics")).EnumerateArray())
        {
            var name = metric.GetProperty("name").GetString()!;
            all[name] =
                [
                    .. (await api.GetAsync($"/api/v1/metrics/{name}/rows?window=all"))
                        .GetProperty("rows")
                        .EnumerateArray()
                        .Select(row => row.GetRawText())
                        .Order(StringComparer.Ordinal),
                ];
        }
        return all;
    }

    static string? Difference(SortedDictionary<string, List<string>> expected, SortedDictionary<string, List<string>> found)
    {
        if (!expected.Keys.SequenceEqual(found.Keys)) return $"metrics {string.Join(", ", found.Keys)}";
        foreach (var (metric, rows) in expected)
        {
            if (rows.SequenceEqual(found[metric])) continue;
            return $"{metric}: {found[metric].Count} rows, {rows.Count} expected; missing " +
                $"{string.Join(' ', rows.Except(found[metric]).Take(3))}; not expected " +
                $"{string.Join(' ', found[metric].Except(rows).Take(3))}";
        }
        return null;
    }
}
