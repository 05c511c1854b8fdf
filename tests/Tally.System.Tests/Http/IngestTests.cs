using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Tally.System.Tests.Running;

namespace Tally.System.Tests.Http;

/// <summary>Records through HTTP: verdicts, repeats, compressed bodies, limits, rates.</summary>
public sealed class IngestTests
{
    [Fact]
    public async Task Lines_are_judged_one_by_one_and_repeats_are_not_stored()
    {
        using var folder = new ScratchFolder();
        await using var tally = await StartAsync(folder);
        using var api = new TallyApi(tally.Address);
        const string body = "{\"n\":1}\nbroken\n\n{\"n\":2}\r\n{\"n\":3}";
        var first = await TakenAsync(api, Lines(body, "shop", 10));
        Assert.Equal((3, 0), (first.GetProperty("accepted").GetInt32(), first.GetProperty("duplicate").GetInt32()));
        var rejected = Assert.Single(first.GetProperty("rejected").EnumerateArray());
        Assert.Equal(2, rejected.GetProperty("line").GetInt32());
        Assert.Contains("not JSON", rejected.GetProperty("reason").GetString());
        var again = await TakenAsync(api, Lines(body, "shop", 10));
        Assert.Equal((0, 3), (again.GetProperty("accepted").GetInt32(), again.GetProperty("duplicate").GetInt32()));
        Assert.Equal(-1, again.GetProperty("baseOffset").GetInt64());
        var overlap = await TakenAsync(api, Lines("{\"n\":3}\n{\"n\":4}\n", "shop", 14));
        Assert.Equal((1, 1), (overlap.GetProperty("accepted").GetInt32(), overlap.GetProperty("duplicate").GetInt32()));
        Assert.Equal(15, (await api.GetAsync("/api/v1/topics/orders/positions?source=shop")).GetProperty("position").GetInt64());
        Assert.Equal(-1, (await api.GetAsync("/api/v1/topics/orders/positions?source=nobody")).GetProperty("position").GetInt64());
        var zipped = await TakenAsync(api, Gzip("{\"n\":5}\n"));
        Assert.Equal(1, zipped.GetProperty("accepted").GetInt32());
        Assert.Equal(0, await tally.InterruptAsync());
        var (_, stored) = await TallyProcess.RunAsync(folder.Path, "log", "cat", "orders");
        Assert.Equal("{\"n\":1}\n{\"n\":2}\n{\"n\":3}\n{\"n\":4}\n{\"n\":5}", stored.Trim());
        var (status, verdict) = await TallyProcess.RunAsync(folder.Path, "log", "verify");
        Assert.Equal(0, status);
        Assert.StartsWith("orders/0: 5 records", verdict);
    }

    [Fact]
    public async Task What_cannot_be_taken_is_refused_with_a_code()
    {
        using var folder = new ScratchFolder();
        await File.WriteAllTextAsync(folder["appsettings.json"], """{"Ingest":{"MaxBodyBytes":1000,"MaxLineBytes":100,"RatePerSecond":50}}""", TestContext.Current.CancellationToken);
        await using var tally = await StartAsync(folder);
        using var api = new TallyApi(tally.Address);
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "too-large"), Short(await api.ProblemAsync(Lines(new string('1', 2000)))));
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "too-large"), Short(await api.ProblemAsync(Gzip(new string('1', 100_000)))));
        Assert.Equal((HttpStatusCode.BadRequest, "bad-request"), Short(await api.ProblemAsync(Lines("1\n", "shop"))));
        Assert.Equal((HttpStatusCode.BadRequest, "bad-request"), Short(await api.ProblemAsync(Lines("1\n", "shop", -1))));
        Assert.Equal((HttpStatusCode.NotFound, "log"), Short(await api.ProblemAsync(Lines("1\n", topic: "..%20"))));
        var damaged = Lines("not gzip");
        damaged.Content!.Headers.ContentEncoding.Add("gzip");
        Assert.Equal((HttpStatusCode.BadRequest, "bad-request"), Short(await api.ProblemAsync(damaged)));
        var cutOff = Gzip(string.Join('\n', Enumerable.Range(0, 100)), leaveOut: 12);
        Assert.Equal((HttpStatusCode.BadRequest, "bad-request"), Short(await api.ProblemAsync(cutOff)));
        var tooLong = await TakenAsync(api, Lines($"\"{new string('x', 200)}\"\n1\n"));
        Assert.Equal("longer than 100 bytes", Assert.Single(tooLong.GetProperty("rejected").EnumerateArray()).GetProperty("reason").GetString());
        HttpResponseMessage? answer = null;
        for (var i = 0; i < 200 && answer?.StatusCode != HttpStatusCode.TooManyRequests; i++) answer = await api.Http.SendAsync(Lines(string.Concat(Enumerable.Repeat("1\n", 50))), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.TooManyRequests, answer!.StatusCode);
        Assert.InRange(answer.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        Assert.Equal(0, await tally.InterruptAsync());
    }

    static (HttpStatusCode, string) Short((HttpStatusCode Status, string Code, string) problem) => (problem.Status, problem.Code);

    static async Task<TallyProcess> StartAsync(ScratchFolder folder)
    {
        var tally = TallyProcess.Start(folder.Path, "run", "--listen", "http://127.0.0.1:0");
        await tally.WaitForAddressAsync();
        return tally;
    }

    static async Task<JsonElement> TakenAsync(TallyApi api, HttpRequestMessage request)
    {
        using var response = await api.Http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonDocument.Parse(text).RootElement;
    }

    static HttpRequestMessage Lines(string body, string? source = null, long? position = null, string topic = "orders") => Request(Encoding.UTF8.GetBytes(body), source, position, topic);

    static HttpRequestMessage Gzip(string body, int leaveOut = 0)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) gzip.Write(Encoding.UTF8.GetBytes(body));
        var request = Request(packed.ToArray()[..^leaveOut], null, null, "orders");
        request.Content!.Headers.ContentEncoding.Add("gzip");
        return request;
    }

    static HttpRequestMessage Request(byte[] body, string? source, long? position, string topic)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/topics/{topic}/records") { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        if (source is not null) request.Headers.Add("Tally-Source", source);
        if (position is not null) request.Headers.Add("Tally-Position", $"{position}");
        return request;
    }
}
