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
        var (_, stored) = await TallyProcess.RunProgramAsync(folder.Path, "log", "cat", "orders");
        Assert.Equal("{\"n\":1}\n{\"n\":2}\n{\"n\":3}\n{\"n\":4}\n{\"n\":5}", stored.Trim());
        var (status, verdict) = await TallyProcess.RunProgramAsync(folder.Path, "log", "verify");
        Assert.Equal(0, status);
        Assert.StartsWith("orders/0: 5 records", verdict);
    }

    [Fact]
    public async Task What_cannot_be_taken_is_refused_with_a_code()
    {
        using var folder = new ScratchFolder();
        await File.WriteAllTextAsync(
            folder["appsettings.json"],
            """{"Ingest":{"MaxBodyBytes":1000,"MaxLineBytes":100,"RatePerSecond":50}}""",
            TestContext.Current.CancellationToken
        );
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
        Assert.Equal(
            "longer than 100 bytes",
            Assert.Single(tooLong.GetProperty("rejected").EnumerateArray()).GetProperty("reason").GetString()
        );
        HttpResponseMessage? answer = null;
        for (var i = 0; i < 200 && answer?.StatusCode != HttpStatusCode.TooManyRequests; i++)
            answer = await api.Http.SendAsync(Lines(string.Concat(Enumerable.Repeat("1\n", 50))), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.TooManyRequests, answer!.StatusCode);
        Assert.InRange(answer.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        Assert.Equal(0, await tally.InterruptAsync());
    }

    [Fact]
    public async Task Bodies_that_would_harm_are_refused_and_cost_little()
    {
        using var folder = new ScratchFolder();
        await File.WriteAllTextAsync(
            folder["appsettings.json"],
            """{"Ingest":{"MaxBodyBytes":2000000}}""",
            TestContext.Current.CancellationToken
        );
        await using var tally = await StartAsync(folder);
        using var api = new TallyApi(tally.Address);
        await TakenAsync(api, Lines("1\n"));
        var before = tally.MemoryBytes;
        // Gzip makes a thousandth of zeros: 100 MB in 100 KB.
        var bomb = await Gzip(new string('0', 100_000_000)).Content!.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        for (var times = 0; times < 5; times++)
        {
            var request = Request(bomb, null, null, "orders");
            request.Content!.Headers.ContentEncoding.Add("gzip");
            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await api.ProblemAsync(request)).Status);
        }
        Assert.InRange(tally.MemoryBytes - before, long.MinValue, 100 << 20);
        var nested = await TakenAsync(api, Lines(new string('[', 100_000) + "\n[[1]]\n"));
        Assert.Equal(
            (1, 1),
            (
                nested.GetProperty("accepted").GetInt32(),
                Assert.Single(nested.GetProperty("rejected").EnumerateArray()).GetProperty("line").GetInt32()
            )
        );
        var bytes = await TakenAsync(api, Request([(byte)'"', 0xC3, 0x28, (byte)'"', (byte)'\n'], null, null, "orders"));
        Assert.Contains("UTF-8", Assert.Single(bytes.GetProperty("rejected").EnumerateArray()).GetProperty("reason").GetString());
        // A body that never ends is cut off where the limit is, not kept until then.
        using var endless = Request([], null, null, "orders");
        endless.Content = new StreamContent(new Endless());
        endless.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        try
        {
            using var answer = await api.Http.SendAsync(endless, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        }
        catch (HttpRequestException)
        {
            // The connection is closed under the sender: refused just as well.
        }
        await TakenAsync(api, Lines("1\n"));
    }

    [Fact]
    public async Task One_client_above_its_rate_is_held_back_for_as_long_as_it_is_told()
    {
        using var folder = new ScratchFolder();
        await File.WriteAllTextAsync(
            folder["appsettings.json"],
            """{"Ingest":{"ClientRatePerSecond":100}}""",
            TestContext.Current.CancellationToken
        );
        await using var tally = await StartAsync(folder);
        using var api = new TallyApi(tally.Address);
        await TakenAsync(api, Lines(string.Concat(Enumerable.Repeat("1\n", 200)), "shop", 0));
        using var refused = await api.Http.SendAsync(Lines("2\n", "shop", 200), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        await Task.Delay(refused.Headers.RetryAfter!.Delta!.Value, TestContext.Current.CancellationToken);
        Assert.Equal(1, (await TakenAsync(api, Lines("2\n", "shop", 200))).GetProperty("accepted").GetInt32());
    }

    /// <summary>Zeros without an end.</summary>
    sealed class Endless : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override void Flush() { }

        public override int Read(byte[] buffer, int offset, int count)
        {
            buffer.AsSpan(offset, count).Fill((byte)'0');
            return count;
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }

    static (HttpStatusCode, string) Short((HttpStatusCode Status, string Code, string) problem) => (problem.Status, problem.Code);

    static async Task<TallyProcess> StartAsync(ScratchFolder folder)
    {
        var tally = TallyProcess.StartProgram(folder.Path, new Dictionary<string, string>(), "run", "--listen", "http://127.0.0.1:0");
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

    static HttpRequestMessage Lines(string body, string? source = null, long? position = null, string topic = "orders") =>
        Request(Encoding.UTF8.GetBytes(body), source, position, topic);

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
