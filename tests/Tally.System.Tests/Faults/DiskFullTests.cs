using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Tally.Log;
using Tally.Log.Embedded;
using Tally.System.Tests.Running;
using Tally.System.Tests.Tiers;

namespace Tally.System.Tests.Faults;

/// <summary>Each place that is written on a disk of its own that is full: it is told, nothing acknowledged is lost, nothing is there twice,
/// and it goes on when there is room.</summary>
[Collection("tiers")]
public sealed class DiskFullTests : IDisposable
{
    const int First = 500, More = 4000, Broken = 100;

    const string Pipeline = """
        CREATE TABLE file (id BIGINT, ts TIMESTAMP(3), pad STRING) WITH ('connector' = 'tail', 'path' = 'app.log', 'format' = 'json');
        CREATE TABLE orders (id BIGINT, ts TIMESTAMP(3), pad STRING, WATERMARK FOR ts AS ts)
            WITH ('connector' = 'log', 'topic' = 'orders', 'format' = 'json');
        INSERT INTO orders SELECT id, ts, pad FROM file;
        CREATE VIEW total AS SELECT COUNT(*) AS n FROM orders;
        CREATE VIEW per_second AS SELECT window_start, window_end, COUNT(*) AS n, MAX(pad) AS pad
            FROM TABLE(TUMBLE(TABLE orders, DESCRIPTOR(ts), INTERVAL '1' SECOND)) GROUP BY window_start, window_end;
        """;

    static readonly Dictionary<string, string> s_settings = new()
    {
        ["TALLY__Engine__CheckpointIntervalMs"] = "200",
        ["TALLY__Storage__SegmentSizeBytes"] = "65536",
    };

    readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <param name="place">What lies on the small disk.</param>
    /// <param name="leftBytes">The room that is left: the larger, the later it ends, in the middle of another write.</param>
    [Theory]
    [InlineData("log/orders", 0)]
    [InlineData("log/orders", 40_000)]
    [InlineData("log/orders", 150_000)]
    [InlineData("log/orders.dead", 0)]
    [InlineData("checkpoints", 0)]
    [InlineData("checkpoints", 3_000)]
    [InlineData("history", 0)]
    public async Task Pipeline_goes_on_when_there_is_room_again(string place, int leftBytes)
    {
        await using var disk = await SmallDisk.MountAsync(_folder["data/" + place], 4);
        await File.WriteAllTextAsync(_folder["pipeline.sql"], Pipeline, TestContext.Current.CancellationToken);
        Write(0, First);
        await using var tally = TallyProcess.StartProgram(
            _folder.Path,
            s_settings,
            "run",
            "pipeline.sql",
            "--listen",
            "http://127.0.0.1:0"
        );
        await tally.WaitForAddressAsync();
        using var api = new TallyApi(tally.Address);
        await api.WaitForRowsAsync("total", $"{First}");
        disk.Fill(leftBytes);
        Write(First, More);
        File.AppendAllText(_folder["app.log"], string.Concat(Enumerable.Repeat($"broken {new string('x', 100)}\n", Broken)));
        await NotReadyAsync(api);
        disk.Free();
        await ReadyAsync(api);
        await api.WaitForRowsAsync("total", $"{First + More}");
        Assert.Equal(0, await tally.InterruptAsync());
        Assert.Equal(Enumerable.Range(0, First + More).Select(Line), await CatAsync("orders"));
        Assert.Equal(Broken, (await CatAsync("orders.dead")).Length);
    }

    [Fact]
    public async Task Gateway_refuses_until_its_spool_has_room()
    {
        await using var disk = await SmallDisk.MountAsync(_folder["data/spool"], 4);
        await using var tally = TallyProcess.StartProgram(
            _folder.Path,
            s_settings,
            "run",
            "--log",
            $"http://127.0.0.1:{TierNode.FreePort()}",
            "--listen",
            "http://127.0.0.1:0"
        );
        await tally.WaitForAddressAsync();
        using var api = new TallyApi(tally.Address);
        Assert.Equal(HttpStatusCode.OK, await PostAsync(api, 0));
        disk.Fill(100_000);
        var part = 1;
        while (part < 50 && await PostAsync(api, part) == HttpStatusCode.OK) part++;
        Assert.InRange(part, 1, 49);
        Assert.Contains(
            "space",
            (await api.ProblemAsync(new(HttpMethod.Get, "/healthz/ready"))).Detail,
            StringComparison.OrdinalIgnoreCase
        );
        disk.Free();
        await TallyApi.WaitForAsync(() => PostAsync(api, part), status => status == HttpStatusCode.OK, status => status.ToString());
        Assert.Equal(0, await tally.InterruptAsync());
        Assert.Equal(Enumerable.Range(0, (part + 1) * First).Select(Line), await HeldAsync("data/spool"));
    }

    [Fact]
    public async Task Pipe_waits_until_its_spool_has_room()
    {
        await using var disk = await SmallDisk.MountAsync(_folder["data/stdin"], 4);
        await File.WriteAllTextAsync(
            _folder["pipeline.sql"],
            Pipeline.Replace("'tail', 'path' = 'app.log'", "'stdin'"),
            TestContext.Current.CancellationToken
        );
        await using var tally = TallyProcess.StartPiped(_folder.Path, "run", "pipeline.sql", "--listen", "http://127.0.0.1:0");
        await tally.Input.WriteLineAsync(Line(0));
        await tally.Input.FlushAsync(TestContext.Current.CancellationToken);
        await tally.WaitForAddressAsync();
        using var api = new TallyApi(tally.Address);
        await api.WaitForRowsAsync("total", "1");
        disk.Fill(0);
        var writing = Task.Run(() =>
        {
            for (var id = 1; id < First + More; id++) tally.Input.WriteLine(Line(id));
            tally.Input.Flush();
        }, TestContext.Current.CancellationToken);
        await NotReadyAsync(api);
        disk.Free();
        await ReadyAsync(api);
        await writing;
        await api.WaitForRowsAsync("total", $"{First + More}");
        Assert.Equal(0, await tally.InterruptAsync());
        Assert.Equal(Enumerable.Range(0, First + More).Select(Line), await CatAsync("orders"));
    }

    static string Line(int id) =>
        $$"""{"id":{{id}},"ts":"2025-11-11 {{TimeSpan.FromSeconds(36_000 + id):hh\:mm\:ss}}","pad":"{{Pad(id)}}"}""";

    static string Pad(int id) => new((char)('a' + id % 26), 40);

    void Write(int first, int count) => File.AppendAllLines(_folder["app.log"], Enumerable.Range(first, count).Select(Line));

    static Task NotReadyAsync(TallyApi api) =>
        ReadinessAsync(api, answer => !answer.IsReady && answer.Text.Contains("space", StringComparison.OrdinalIgnoreCase));

    static Task ReadyAsync(TallyApi api) => ReadinessAsync(api, answer => answer.IsReady);

    static Task ReadinessAsync(TallyApi api, Func<(bool IsReady, string Text), bool> holds) => TallyApi.WaitForAsync(async () =>
    {
        using var answer = await api.Http.GetAsync("/healthz/ready");
        return (answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }, holds, answer => answer.Item2);

    static async Task<HttpStatusCode> PostAsync(TallyApi api, int part)
    {
        var lines = string.Concat(Enumerable.Range(part * First, First).Select(id => Line(id) + "\n"));
        using var content = new StringContent(lines, new MediaTypeHeaderValue("application/x-ndjson"));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/topics/orders/records") { Content = content };
        request.Headers.Add("Tally-Source", "shop");
        request.Headers.Add("Tally-Position", $"{part * First}");
        using var answer = await api.Http.SendAsync(request);
        return answer.StatusCode;
    }

    async Task<string[]> CatAsync(string topic)
    {
        var (status, text) = await TallyProcess.RunProgramAsync(_folder.Path, "log", "cat", topic);
        Assert.True(status == 0, text);
        return text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    async Task<List<string>> HeldAsync(string folder)
    {
        await using var log = EmbeddedLog.Open(_folder[folder], new());
        using var reader = (await log.OpenTopicAsync("orders")).Partitions[0].OpenReader(0);
        var held = new List<string>();
        for (var block = new RecordBlock(); reader.TryRead(block);)
            for (var record = 0; record < block.Count; record++) held.Add(Encoding.UTF8.GetString(block.Value(record)));
        return held;
    }
}
