using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Tally.System.Tests.Running;

namespace Tally.System.Tests.Tiers;

/// <summary>A shop posts records to a gateway, which keeps them and sends them on: both are killed, and the center has every record
/// once.</summary>
[Collection("tiers")]
public sealed class GatewayTests(ITestOutputHelper output) : IAsyncLifetime
{
    readonly ScratchFolder _folder = new();
    TierNode _centre = null!, _gateway = null!;

    public async ValueTask InitializeAsync()
    {
        var (center, gateway) = (TierNode.FreePort(), TierNode.FreePort());
        foreach (var name in (string[])["center", "gateway"]) Directory.CreateDirectory(_folder[name]);
        var settings = new Dictionary<string, string>();
        await File.WriteAllTextAsync(_folder["center/counts.sql"], """
            CREATE TABLE orders (n BIGINT) WITH ('connector' = 'log', 'topic' = 'orders', 'format' = 'json');
            CREATE VIEW order_count AS SELECT COUNT(*) AS orders FROM orders;
            """);
        _centre = new("center", _folder["center"], settings, "run", "counts.sql", "--listen", $"http://127.0.0.1:{center}");
        _gateway = new(
            "gateway",
            _folder["gateway"],
            settings,
            "run",
            "--log",
            $"http://127.0.0.1:{center}",
            "--listen",
            $"http://127.0.0.1:{gateway}"
        );
        foreach (var node in (TierNode[])[_centre, _gateway])
            node.Start();
        foreach (var node in (TierNode[])[_centre, _gateway])
            await node.WaitUntilReadyAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _centre.DisposeAsync();
        await _gateway.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public Task A_few_kills() => RunAsync(kills: 4);

    [Fact]
    [Trait("Category", "long")]
    public Task Many_kills() => RunAsync(kills: 30);

    async Task RunAsync(int kills)
    {
        var sent = 0;
        var random = new Random(3);
        for (var kill = 0; kill < kills; kill++)
        {
            var victim = random.Next(3) == 0 ? _centre : _gateway;
            var sending = Task.Run(async () =>
            {
                for (var body = 0; body < 10; body++, sent += 100) await SendAsync(sent);
            }, TestContext.Current.CancellationToken);
            await Task.Delay(random.Next(80), TestContext.Current.CancellationToken);
            await victim.KillAsync();
            await Task.Delay(random.Next(100), TestContext.Current.CancellationToken);
            victim.Start();
            await victim.WaitUntilReadyAsync();
            await sending;
        }
        // The center is away, and the gateway takes records all the same.
        await _centre.KillAsync();
        await SendAsync(sent);
        sent += 100;
        _centre.Start();
        await _centre.WaitUntilReadyAsync();
        using var api = new TallyApi(_centre.Address);
        await TallyApi.WaitForAsync(() => CountAsync(api), count => count >= sent, count => $"{count} of {sent} records");
        await _gateway.StopAsync();
        await _centre.StopAsync();
        var (status, text) = await TallyProcess.RunProgramAsync(_centre.Folder, "log", "cat", "orders");
        Assert.Equal(0, status);
        output.WriteLine($"{_centre.KillCount + _gateway.KillCount} kills, {sent} records");
        Assert.Equal(Enumerable.Range(0, sent).Select(n => $"{{\"n\":{n}}}"), text.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    // As a shop's program should: the same body again until it is answered.
    async Task SendAsync(int first)
    {
        using var http = new HttpClient { BaseAddress = _gateway.Address, Timeout = TimeSpan.FromSeconds(10) };
        var text = string.Concat(Enumerable.Range(first, 100).Select(n => $"{{\"n\":{n}}}\n"));
        for (var tries = 0; ; tries++)
        {
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/topics/orders/records")
                {
                    Content = new ByteArrayContent(Encoding.UTF8.GetBytes(text)),
                };
                request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
                request.Headers.Add("Tally-Source", "shop");
                request.Headers.Add("Tally-Position", $"{first}");
                using var answer = await http.SendAsync(request);
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
                return;
            }
            catch (Exception error) when (error is HttpRequestException or TaskCanceledException && tries < 1000)
            {
                await Task.Delay(20);
            }
        }
    }

    static async Task<long> CountAsync(TallyApi api) =>
        (await api.RowsAsync("order_count")).Select(row => long.Parse(row[0])).FirstOrDefault();
}
