using System.Diagnostics;
using System.Net;
using System.Text.Json;

namespace Tally.System.Tests.Running;

/// <summary>The HTTP side of a running Tally, as a program of the shop would call it.</summary>
sealed class TallyApi(Uri address) : IDisposable
{
    static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(60);

    public HttpClient Http { get; } = new() { BaseAddress = address };

    public async Task<JsonElement> GetAsync(string path)
    {
        var text = await Http.GetStringAsync(path);
        return JsonDocument.Parse(text).RootElement;
    }

    /// <summary>The rows of a metric, all windows; each cell as text, null as "".</summary>
    public async Task<List<string[]>> RowsAsync(string metric, string query = "window=all") =>
        [.. (await GetAsync($"/api/v1/metrics/{metric}/rows?{query}")).GetProperty("rows").EnumerateArray().Select(row => row.EnumerateArray().Select(cell => cell.ToString()).ToArray())];

    public async Task<(HttpStatusCode Status, string Code, string Detail)> ProblemAsync(HttpRequestMessage request)
    {
        using var response = await Http.SendAsync(request);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        return (response.StatusCode, problem.GetProperty("code").GetString()!, problem.TryGetProperty("detail", out var detail) ? detail.GetString()! : "");
    }

    /// <summary>Asks until a condition holds; fails with the last answer when it has not changed for a minute.</summary>
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
            await Task.Delay(100);
        }
    }

    /// <summary>Waits until the rows of a metric without windows are what is expected, whatever their order.</summary>
    public Task WaitForRowsAsync(string metric, params string[] expected) =>
        WaitForAsync(async () => (await RowsAsync(metric)).Select(row => string.Join(',', row)).Order(StringComparer.Ordinal).ToList(), rows => rows.SequenceEqual(expected.Order(StringComparer.Ordinal)), rows => string.Join("; ", rows));

    public void Dispose() => Http.Dispose();
}
