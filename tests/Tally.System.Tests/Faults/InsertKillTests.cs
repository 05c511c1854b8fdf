using System.Globalization;
using System.Text.Json;
using Tally.System.Tests.Running;
using Tally.System.Tests.Tiers;

namespace Tally.System.Tests.Faults;

/// <summary>kill -9 of a Tally that inserts windows into a topic: just behind a checkpoint, just behind an append, or anywhere: every
/// window is there once.</summary>
[Collection("tiers")]
public sealed class InsertKillTests(ITestOutputHelper output) : IAsyncLifetime
{
    const int LinesPerWindow = 6;

    readonly ScratchFolder _folder = new();
    TierNode _node = null!;
    int _written;

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(_folder["logs"]);
        await File.WriteAllTextAsync(_folder["insert.sql"], """
            CREATE TABLE events (n BIGINT, ts TIMESTAMP(3), k BIGINT, WATERMARK FOR ts AS ts)
                WITH ('connector' = 'tail', 'path' = 'logs/*.log', 'format' = 'json');
            CREATE TABLE windows (w TIMESTAMP(3), k BIGINT, n BIGINT, s BIGINT)
                WITH ('connector' = 'log', 'topic' = 'windows', 'format' = 'json');
            INSERT INTO windows SELECT window_start, k, COUNT(*), SUM(n)
                FROM TABLE(TUMBLE(TABLE events, DESCRIPTOR(ts), INTERVAL '1' SECOND)) GROUP BY window_start, window_end, k;
            """
        );
        var settings = new Dictionary<string, string>
        {
            ["TALLY__Engine__CheckpointIntervalMs"] = "200",
            ["TALLY__Engine__IdleTimeoutMs"] = "600000",
        };
        _node = new("insert", _folder.Path, settings, "run", "insert.sql", "--listen", "http://127.0.0.1:0");
        Write(40);
        _node.Start();
        await _node.WaitUntilReadyAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _node.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public Task A_few_kills() => RunAsync(6);

    [Fact]
    [Trait("Category", "long")]
    public Task Many_kills() => RunAsync(25);

    async Task RunAsync(int kills)
    {
        var random = new Random(5);
        for (var kill = 0; kill < kills; kill++)
        {
            Write(random.Next(20, 60));
            switch (kill % 3)
            {
                case 0:
                    await ChangeAsync(() => Directory.GetFiles(_folder["data/checkpoints"], "*.tally").Max(StringComparer.Ordinal));
                    break;
                case 1:
                    await ChangeAsync(() => TopicSizeBytes);
                    break;
                default:
                    await Task.Delay(random.Next(500), TestContext.Current.CancellationToken);
                    break;
            }
            await _node.KillAsync();
            _node.Start();
            if (random.Next(3) > 0) await _node.WaitUntilReadyAsync();
        }
        await _node.WaitUntilReadyAsync();
        // A last line far ahead ends all windows but its own.
        Write(1, TimeSpan.FromHours(1));
        var expected = Expected();
        await TallyApi.WaitForAsync(
            StoredAsync,
            stored => stored.Count >= expected.Count,
            stored => $"{stored.Count} windows of {expected.Count}"
        );
        await _node.StopAsync();
        var found = await StoredAsync();
        output.WriteLine($"{kills} kills, {found.Count} windows");
        Assert.Equal(expected, found.Order(StringComparer.Ordinal));
    }

    long TopicSizeBytes =>
        Directory.Exists(_folder["data/log/windows/0"])
            ? Directory.GetFiles(_folder["data/log/windows/0"], "*.log").Sum(file => new FileInfo(file).Length)
            : 0;

    void Write(int windows, TimeSpan ahead = default)
    {
        var lines = Enumerable
            .Range(_written, windows * LinesPerWindow)
            .Select(n =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $$"""{"n":{{n}},"ts":"{{TimeOf(n) + ahead:yyyy-MM-dd HH:mm:ss.fff}}","k":{{n % 2}}}"""
                )
            );
        File.AppendAllLines(_folder["logs/app.log"], lines);
        if (ahead == default) _written += windows * LinesPerWindow;
    }

    static DateTime TimeOf(int n) => new DateTime(2025, 11, 11).AddSeconds(n / LinesPerWindow);

    List<string> Expected() =>
        [
            .. Enumerable
                .Range(0, _written)
                .GroupBy(n => (n / LinesPerWindow, n % 2))
                .Select(window =>
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{TimeOf(window.First()):yyyy-MM-dd HH:mm:ss} {window.Key.Item2} {window.Count()} {window.Sum(n => (long)n)}"
                    )
                )
                .Order(StringComparer.Ordinal),
        ];

    async Task<List<string>> StoredAsync()
    {
        var (status, text) = await TallyProcess.RunProgramAsync(_folder.Path, "log", "cat", "windows");
        Assert.True(status == 0, text);
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)
            .Select(row => $"{row.GetProperty("w")} {row.GetProperty("k")} {row.GetProperty("n")} {row.GetProperty("s")}")];
    }

    static async Task ChangeAsync<T>(Func<T> look)
    {
        var before = look();
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (EqualityComparer<T>.Default.Equals(look(), before)) await Task.Delay(1, timeout.Token);
    }
}
