using System.Diagnostics;
using System.Text.Json;

namespace Tally.System.Tests.Running;

/// <summary>Asks a running Tally through REST.</summary>
sealed class RestClient(Uri address) : IDisposable
{
    static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(90);

    readonly HttpClient _http = new() { BaseAddress = address };

    public async Task<JsonElement> GetAsync(string path)
    {
        using var answer = await _http.GetAsync(path, TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {(int)answer.StatusCode} {text}");
        return JsonDocument.Parse(text).RootElement;
    }

    /// <summary>Asks until the answer is as it should be.</summary>
    public async Task<JsonElement> WaitForAsync(string path, Func<JsonElement, bool> isReady)
    {
        var waiting = Stopwatch.StartNew();
        while (waiting.Elapsed < s_timeout)
        {
            var answer = await GetAsync(path);
            if (isReady(answer)) return answer;
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
        throw new TimeoutException($"{path} was not as expected within {s_timeout}: {(await GetAsync(path)).GetRawText()}");
    }

    public Task<JsonElement> WaitForRowsAsync(string metric) => WaitForAsync($"/api/v1/metrics/{metric}/rows", answer => answer.GetProperty("rows").GetArrayLength() > 0);

    /// <summary>Waits until nothing waits to be read and three statistics in a row are the same.</summary>
    public async Task WaitForQuietAsync()
    {
        var same = 0;
        var last = "";
        var at = default(DateTimeOffset);
        await WaitForAsync("/api/v1/pipeline", pipeline =>
        {
            var now = pipeline.GetProperty("at").GetDateTimeOffset();
            if (now == at) return false;
            at = now;
            var streams = pipeline.GetProperty("streams").EnumerateArray().ToList();
            var text = string.Join(' ', streams.Select(stream => stream.GetProperty("rows").GetRawText())) + string.Join(' ', pipeline.GetProperty("queries").EnumerateArray().Select(query => query.GetProperty("rowsOut").GetRawText()));
            same = streams.All(stream => stream.GetProperty("backlog").GetInt64() == 0) && streams.Any(stream => stream.GetProperty("rows").GetInt64() > 0) && text == last ? same + 1 : 0;
            last = text;
            return same >= 3;
        });
    }

    public void Dispose() => _http.Dispose();
}
