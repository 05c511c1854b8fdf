using System.IO.Compression;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Tally.Results.Live;
using Tally.System.Tests.Running;

namespace Tally.System.Tests.Screen;

/// <summary>The live WebSocket with cuts: a whole picture first, then only what changes.</summary>
public sealed class LiveCutTests
{
    const string Pipeline = """
        CREATE TABLE orders (ts TIMESTAMP(3), brand STRING, amount DECIMAL(12, 2), WATERMARK FOR ts AS ts)
          WITH ('connector' = 'log', 'topic' = 'orders', 'format' = 'json');
        CREATE VIEW sales AS SELECT brand, SUM(amount) AS gmv FROM orders GROUP BY brand;
        CREATE VIEW minutes AS SELECT window_start, window_end, SUM(amount) AS gmv
          FROM TUMBLE(TABLE orders, DESCRIPTOR(ts), INTERVAL '1' MINUTE) GROUP BY window_start, window_end;
        """;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_viewer_gets_a_whole_picture_and_then_what_changes(bool compressed)
    {
        using var folder = new ScratchFolder();
        await using var tally = await StartAsync(folder);
        using var api = new TallyApi(tally.Address);
        await SendAsync(api, "10:00:01", "a", 10, "10:00:02", "b", 20, "10:00:03", "c", 5);
        await api.WaitForRowsAsync("sales", "a,10.00", "b,20.00", "c,5.00");
        using var socket = await ConnectAsync(tally, compressed, """{"subscribe":[{"metric":"sales","order":"-gmv","limit":2}]}""");
        Assert.Equal(1, (await ReceiveAsync(socket)).GetProperty("subscribed").GetInt32());
        var whole = (await ReceiveAsync(socket)).GetProperty("cuts").GetProperty("0");
        Assert.Equal("""[[2,"b",20.00],[1,"a",10.00]]""", Sorted(whole.GetProperty("upsert"), order => -order));
        Assert.Equal((3, 35.00m), (whole.GetProperty("count").GetInt32(), whole.GetProperty("totals").GetProperty("gmv").GetDecimal()));
        await SendAsync(api, "10:00:04", "c", 6);
        var change = await NextChangeAsync(socket);
        Assert.Equal("c", Assert.Single(change.GetProperty("upsert").EnumerateArray().ToList())[1].GetString());
        Assert.Equal(1, change.GetProperty("remove").GetArrayLength());
        Assert.False(change.TryGetProperty("columns", out _));
        Assert.Equal(41.00m, change.GetProperty("totals").GetProperty("gmv").GetDecimal());
    }

    [Fact]
    public async Task A2_an_open_page_gets_the_final_rows_of_windows_that_have_closed()
    {
        using var folder = new ScratchFolder();
        await using var tally = await StartAsync(folder);
        using var api = new TallyApi(tally.Address);
        await SendAsync(api, "10:00:01", "a", 10);
        await api.WaitForRowsAsync("sales", "a,10.00");
        using var socket = await ConnectAsync(tally, false, """{"subscribe":[{"metric":"minutes","windows":240}]}""");
        await ReceiveAsync(socket);
        var page = new Dictionary<int, string>();
        var final = new List<string>();
        Take(page, final, (await ReceiveAsync(socket)).GetProperty("cuts").GetProperty("0"));
        Assert.Equal("10.00", Assert.Single(page.Values));
        // The rest of the minute and the next one come at once: the page has never shown the whole minute.
        await SendAsync(api, "10:00:59", "b", 7, "10:01:01", "a", 1, "10:02:30", "a", 2);
        while (final.Count < 2) Take(page, final, await NextChangeAsync(socket));
        Assert.Equal(["17.00", "1.00", "2.00"], page.OrderBy(row => row.Key).Select(row => row.Value));
        Assert.Equal(["2025-11-11 10:01:00.000", "2025-11-11 10:02:00.000"], final);
    }

    [Fact]
    public async Task An_error_of_a_cut_leaves_the_others()
    {
        using var folder = new ScratchFolder();
        await using var tally = await StartAsync(folder);
        using var socket = await ConnectAsync(tally, false, """{"subscribe":[{"metric":"sales","order":"-gvm"},{"metric":"sales"}]}""");
        await ReceiveAsync(socket);
        var cuts = (await ReceiveAsync(socket)).GetProperty("cuts");
        Assert.Equal("the metric 'sales' has no column 'gvm': it has brand, gmv", cuts.GetProperty("0").GetProperty("error").GetString());
        Assert.Equal("sales", cuts.GetProperty("1").GetProperty("metric").GetString());
    }

    [Theory]
    [InlineData(10)]
    [InlineData(1_000)]
    [InlineData(200_000)]
    public void A_frame_is_made_once_and_can_be_read(int length)
    {
        var text = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, length).Select(i => (char)('a' + i * i % 23))));
        var frame = new LiveFrame(text).Compressed.Span;
        var isCompressed = (frame[0] & 0x40) != 0;
        var payload = frame[(frame[1] < 126 ? 2 : frame[1] == 126 ? 4 : 10)..].ToArray();
        Assert.Equal(length > 160, isCompressed);
        using var inflated = new MemoryStream();
        if (isCompressed)
            new DeflateStream(new MemoryStream([.. payload, 0, 0, 0xFF, 0xFF, 1, 0, 0, 0xFF, 0xFF]), CompressionMode.Decompress)
                .CopyTo(inflated);
        Assert.Equal(text, isCompressed ? inflated.ToArray() : payload);
    }

    static void Take(Dictionary<int, string> page, List<string> final, JsonElement change)
    {
        if (change.TryGetProperty("remove", out var gone)) gone.EnumerateArray().ToList().ForEach(id => page.Remove(id.GetInt32()));
        if (change.TryGetProperty("upsert", out var rows))
            rows.EnumerateArray().ToList().ForEach(row => page[row[0].GetInt32()] = row[3].GetRawText());
        if (change.TryGetProperty("final", out var ends)) final.AddRange(ends.EnumerateArray().Select(end => end.GetString()!));
    }

    static string Sorted(JsonElement rows, Func<int, int> by)
    {
        var texts = rows.EnumerateArray().OrderBy(row => by(row[1].GetString()![0])).Select(row => row.GetRawText());
        return $"[{string.Join(',', texts.Select((text, i) => $"[{2 - i},{text[(text.IndexOf(',') + 1)..]}"))}]";
    }

    static async Task<TallyProcess> StartAsync(ScratchFolder folder)
    {
        await File.WriteAllTextAsync(folder["p.sql"], Pipeline, Cancellation);
        var tally =
            TallyProcess.StartProgram(folder.Path, new Dictionary<string, string>(), "run", "p.sql", "--listen", "http://127.0.0.1:0");
        await tally.WaitForAddressAsync();
        return tally;
    }

    static async Task SendAsync(TallyApi api, params object[] orders)
    {
        var lines = orders.Chunk(3).Select(order => $$"""{"ts":"2025-11-11 {{order[0]}}","brand":"{{order[1]}}","amount":{{order[2]}}}""");
        using var answer = await api.Http
            .PostAsync("/api/v1/topics/orders/records", new StringContent(string.Join('\n', lines) + "\n", Encoding.UTF8, "text/plain"),
                Cancellation);
        Assert.True(answer.IsSuccessStatusCode);
    }

    static async Task<ClientWebSocket> ConnectAsync(TallyProcess tally, bool compressed, string subscription)
    {
        var socket = new ClientWebSocket();
        if (compressed) socket.Options.DangerousDeflateOptions = new();
        await socket.ConnectAsync(new UriBuilder(tally.Address) { Scheme = "ws", Path = "/api/v1/live" }.Uri, Cancellation);
        await socket.SendAsync(Encoding.UTF8.GetBytes(subscription), WebSocketMessageType.Text, true, Cancellation);
        return socket;
    }

    static async Task<JsonElement> NextChangeAsync(ClientWebSocket socket)
    {
        while (true)
            if ((await ReceiveAsync(socket)).GetProperty("cuts").TryGetProperty("0", out var change)) return change;
    }

    static async Task<JsonElement> ReceiveAsync(ClientWebSocket socket)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        deadline.CancelAfter(TimeSpan.FromMinutes(2));
        var buffer = new MemoryStream();
        var part = new byte[4096];
        ValueWebSocketReceiveResult result;
        do
        {
            result = await socket.ReceiveAsync(part.AsMemory(), deadline.Token);
            buffer.Write(part, 0, result.Count);
        }
        while (!result.EndOfMessage);
        return JsonDocument.Parse(buffer.ToArray()).RootElement;
    }
}
