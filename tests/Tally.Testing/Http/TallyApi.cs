using System.Diagnostics;
using System.Net;
using System.Text.Json;

namespace Tally.Testing.Http;

/// <summary>The HTTP side of a running Tally, as a program of the shop would call it.</summary>
public sealed class TallyApi(Uri address) : IDisposable
{
    static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(90);

    public HttpClient Http { get; } = new() { BaseAddress = address };

    public async Task<JsonElement> GetAsync(string path)
    {
        using var answer = await Http.GetAsync(path, TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {(int)answer.StatusCode} {text}");
        return JsonDocument.Parse(text).RootElement;
    }

    /// <summary>The rows of a metric, all windows; each cell as text, null as "".</summary>
    public async Task<List<string[]>> RowsAsync(string metric, string query = "window=all")
    {
        var rows = (await GetAsync($"/api/v1/metrics/{metric}/rows?{query}")).GetProperty("rows");
        return [.. rows.EnumerateArray().Select(row => row.EnumerateArray().Select(cell => cell.ToString()).ToArray())];
    }

    public async Task<(HttpStatusCode Status, string Code, string Detail)> ProblemAsync(HttpRequestMessage request)
    {
        using var response = await Http.SendAsync(request);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        var detail = problem.TryGetProperty("detail", out var said) ? said.GetString()! : "";
        return (response.StatusCode, problem.GetProperty("code").GetString()!, detail);
    }

    /// <summary>Asks until a condition holds; fails with the last answer when that has not changed for a while.</summary>
    public static async Task<T> WaitForAsync<T>(Func<Task<T>> ask, Func<T, bool> holds, Func<T, string> show)
    {
        var waited = Stopwatch.StartNew();
        var last = "";
        while (true)
        {
            var answer = await ask();
            if (holds(answer)) return answer;
            // A slow machine gets on too.
            if (show(answer) is var shown && shown != last) (last, waited) = (shown, Stopwatch.StartNew());
            Assert.True(waited.Elapsed < s_timeout, $"not within {s_timeout.TotalSeconds:0} s; the last answer: {show(answer)}");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Asks for a path until the answer is as it should be.</summary>
    public Task<JsonElement> WaitForAsync(string path, Func<JsonElement, bool> isReady) =>
        WaitForAsync(() => GetAsync(path), isReady, answer => $"{path}: {answer.GetRawText()}");

    /// <summary>Waits until a metric has any row.</summary>
    public Task<JsonElement> WaitForRowsAsync(string metric) =>
        WaitForAsync($"/api/v1/metrics/{metric}/rows", answer => answer.GetProperty("rows").GetArrayLength() > 0);

    /// <summary>Waits until the rows of a metric without windows are what is expected, whatever their order.</summary>
    public Task WaitForRowsAsync(string metric, params string[] expected)
    {
        var sorted = expected.Order(StringComparer.Ordinal).ToList();
        return WaitForAsync(() => SortedRowsAsync(metric), rows => rows.SequenceEqual(sorted), rows => string.Join("; ", rows));
    }

    /// <summary>Waits until nothing waits to be read and three statistics in a row are the same.</summary>
    public async Task WaitForQuietAsync()
    {
        var same = 0;
        var (last, at) = ("", default(DateTimeOffset));
        await WaitForAsync("/api/v1/pipeline", pipeline =>
        {
            var now = pipeline.GetProperty("at").GetDateTimeOffset();
            if (now == at) return false;
            at = now;
            var counts = Counts(pipeline);
            same = HasReadAll(pipeline) && counts == last ? same + 1 : 0;
            last = counts;
            return same >= 3;
        });
    }

    public void Dispose() => Http.Dispose();

    async Task<List<string>> SortedRowsAsync(string metric) =>
        [.. (await RowsAsync(metric)).Select(row => string.Join(',', row)).Order(StringComparer.Ordinal)];

    static bool HasReadAll(JsonElement pipeline)
    {
        var streams = pipeline.GetProperty("streams").EnumerateArray().ToList();
        return streams.All(stream => stream.GetProperty("backlog").GetInt64() == 0)
            && streams.Any(stream => stream.GetProperty("rows").GetInt64() > 0);
    }

    static string Counts(JsonElement pipeline) => string.Join(' ',
    [
        .. pipeline.GetProperty("streams").EnumerateArray().Select(stream => stream.GetProperty("rows").GetRawText()),
        .. pipeline.GetProperty("queries").EnumerateArray().Select(query => query.GetProperty("rowsOut").GetRawText()),
    ]);
}
