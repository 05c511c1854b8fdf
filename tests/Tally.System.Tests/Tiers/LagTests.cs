using System.Net;
using System.Text;
using System.Text.Json;
using Tally.System.Tests.Running;

namespace Tally.System.Tests.Tiers;

/// <summary>A center that is absent or slow is seen at the edge: in the pipeline, in the metrics, in readiness.</summary>
[Collection("tiers")]
public sealed class LagTests
{
    const string Collect = """
        CREATE TABLE file (n BIGINT) WITH ('connector' = 'tail', 'path' = 'app.log', 'format' = 'json');
        CREATE TABLE numbers (n BIGINT) WITH ('connector' = 'log', 'topic' = 'numbers', 'format' = 'json');
        INSERT INTO numbers SELECT n FROM file;
        """;

    [Fact]
    public async Task Absent_centre_is_seen_at_the_edge_until_it_has_everything()
    {
        using var folder = new ScratchFolder();
        await File.WriteAllTextAsync(folder["collect.sql"], Collect, TestContext.Current.CancellationToken);
        var lines = string.Concat(Enumerable.Range(0, 500).Select(n => $"{{\"n\":{n}}}\n"));
        await File.WriteAllTextAsync(folder["app.log"], lines, TestContext.Current.CancellationToken);
        Directory.CreateDirectory(folder["center"]);
        var port = TierNode.FreePort();
        await using var edge = TallyProcess.StartProgram(
            folder.Path,
            new Dictionary<string, string>(),
            "run",
            "collect.sql",
            "--log",
            $"http://127.0.0.1:{port}",
            "--listen",
            "http://127.0.0.1:0"
        );
        await edge.WaitForAddressAsync();
        using var api = new TallyApi(edge.Address);
        using var posted = await api.Http.PostAsync(
            "/api/v1/topics/posted/records",
            new StringContent(lines, Encoding.UTF8, "application/x-ndjson"),
            TestContext.Current.CancellationToken
        );
        Assert.Equal(HttpStatusCode.OK, posted.StatusCode);

        var sink = await TallyApi.WaitForAsync(() => SinkLagAsync(api), lag => lag.Records == 500 && lag.AgeMs > 0, lag => lag.ToString());
        Assert.InRange(sink.Bytes, 500 * 7, 500 * 20);
        var spool = await TallyApi.WaitForAsync(
            () => SpoolLagAsync(api),
            lag => lag.Records == 500 && lag.AgeMs > 0,
            lag => lag.ToString()
        );
        Assert.True(spool.Bytes > 1000, $"{spool}");
        var metrics = await api.Http.GetStringAsync("/metrics", TestContext.Current.CancellationToken);
        Assert.Contains("tally_sink_lag_records{query=\"insert into numbers\"} 500\n", metrics);
        Assert.Contains("tally_spool_lag_records{topic=\"posted\"} 500\n", metrics);
        var (status, _, detail) = await api.ProblemAsync(new(HttpMethod.Get, "/healthz/ready"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Contains($":{port}", detail);

        await using var center = TallyProcess.StartProgram(
            folder["center"],
            new Dictionary<string, string>(),
            "run",
            "--listen",
            $"http://127.0.0.1:{port}"
        );
        await center.WaitForAddressAsync();
        await TallyApi.WaitForAsync(() => SinkLagAsync(api), lag => lag == default, lag => lag.ToString());
        await TallyApi.WaitForAsync(() => SpoolLagAsync(api), lag => lag == default, lag => lag.ToString());
        await TallyApi.WaitForAsync(
            async () => (await api.Http.GetAsync("/healthz/ready")).StatusCode,
            answer => answer == HttpStatusCode.OK,
            answer => answer.ToString()
        );
    }

    static async Task<(long Records, long Bytes, long AgeMs)> SinkLagAsync(TallyApi api) =>
        Lag((await api.GetAsync("/api/v1/pipeline")).GetProperty("queries")[0].GetProperty("sinkLag"));

    static async Task<(long Records, long Bytes, long AgeMs)> SpoolLagAsync(TallyApi api) =>
        (await api.GetAsync("/api/v1/pipeline"))
            .GetProperty("spool")
            .EnumerateArray()
            .Where(spool => spool.GetProperty("topic").GetString() == "posted")
            .Select(spool => Lag(spool.GetProperty("lag")))
            .FirstOrDefault();

    static (long Records, long Bytes, long AgeMs) Lag(JsonElement lag) =>
        (lag.GetProperty("records").GetInt64(), lag.GetProperty("bytes").GetInt64(), lag.GetProperty("ageMs").GetInt64());
}
