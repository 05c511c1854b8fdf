using System.Globalization;
using System.Net.Http.Headers;
using Tally.System.Tests.Running;

namespace Tally.System.Tests.Tiers;

/// <summary>A server that was away for an hour sends its lines when windows are long over: they are counted and kept, and correct the
/// windows where that is allowed.</summary>
[Collection("tiers")]
public sealed class LateEdgeTests : IAsyncLifetime
{
    const string Pipeline = """
        CREATE TABLE orders (id BIGINT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts - INTERVAL '5' SECOND)
            WITH ('connector' = 'log', 'topic' = 'orders', 'partitions' = '2', 'format' = 'json');
        CREATE VIEW per_minute AS SELECT window_start, window_end, COUNT(*) AS n
            FROM TABLE(TUMBLE(TABLE orders, DESCRIPTOR(ts), INTERVAL '1' MINUTE)) GROUP BY window_start, window_end;
        CREATE VIEW total AS SELECT COUNT(*) AS n FROM orders;
        """;

    static readonly DateTime s_start = new(2025, 11, 11, 10, 0, 0, DateTimeKind.Unspecified);

    readonly ScratchFolder _folder = new();
    TallyProcess? _tally;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_tally is not null) await _tally.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task By_default_others_go_on_and_late_rows_are_counted_and_kept()
    {
        using var api = await RunAsync("");
        await TallyApi.WaitForAsync(() => LateAsync(api), late => late == 30, late => $"{late} late");
        await api.WaitForRowsAsync("total", "91");
        Assert.Equal("1", (await WindowAsync(api))[2]);
        Assert.Equal(0, await _tally!.InterruptAsync());
        var (status, late) = await TallyProcess.RunProgramAsync(_folder.Path, "log", "cat", "orders.late");
        Assert.Equal(0, status);
        Assert.Equal(Lines(1000, 30, TimeSpan.FromSeconds(1)), late.TrimEnd('\n') + "\n");
    }

    [Fact]
    public async Task Allowed_lateness_corrects_windows_that_were_over()
    {
        using var api = await RunAsync("SET 'tally.allowed-lateness' = '2 h';");
        await TallyApi.WaitForAsync(() => WindowAsync(api), row => row[2] == "31", row => string.Join(',', row));
        await api.WaitForRowsAsync("total", "91");
        Assert.Equal(0, await LateAsync(api));
    }

    /// <summary>One server sends a line a minute for an hour and its windows are over; then the other one, which was away, sends 30 lines
    /// of the first minute.</summary>
    async Task<TallyApi> RunAsync(string settings)
    {
        await File.WriteAllTextAsync(_folder["pipeline.sql"], settings + Pipeline);
        _tally = TallyProcess.StartProgram(
            _folder.Path,
            new Dictionary<string, string> { ["TALLY__Engine__IdleTimeoutMs"] = "500" },
            "run",
            "pipeline.sql",
            "--listen",
            "http://127.0.0.1:0"
        );
        await _tally.WaitForAddressAsync();
        var api = new TallyApi(_tally.Address);
        await SendAsync(api, "web-1", Lines(0, 61, TimeSpan.FromMinutes(1)));
        await TallyApi.WaitForAsync(
            async () => (await api.GetAsync("/api/v1/metrics/per_minute/rows?window=2025-11-11T10:00")).GetProperty("final").GetBoolean(),
            final => final,
            final => $"final {final}"
        );
        Assert.Equal("1", (await WindowAsync(api))[2]);
        await SendAsync(api, "web-2", Lines(1000, 30, TimeSpan.FromSeconds(1)));
        return api;
    }

    static string Lines(int firstId, int count, TimeSpan step) =>
        string.Concat(
            Enumerable
                .Range(0, count)
                .Select(n =>
                    $$"""{"id":{{firstId + n}},"ts":"{{s_start + n * step:yyyy-MM-dd HH:mm:ss}}"}"""
                    + "\n"
                )
        );

    static async Task SendAsync(TallyApi api, string source, string lines)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/topics/orders/records") { Content = new StringContent(lines) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        request.Headers.Add("Tally-Source", source);
        request.Headers.Add("Tally-Position", "0");
        using var answer = await api.Http.SendAsync(request);
        answer.EnsureSuccessStatusCode();
    }

    static async Task<string[]> WindowAsync(TallyApi api) =>
        (await api.RowsAsync("per_minute")).FirstOrDefault(row => row[0].Contains("10:00:00", StringComparison.Ordinal)) ?? ["", "", ""];

    static async Task<long> LateAsync(TallyApi api) =>
        (await api.GetAsync("/api/v1/pipeline")).GetProperty("streams")[0].GetProperty("late").GetInt64();
}
