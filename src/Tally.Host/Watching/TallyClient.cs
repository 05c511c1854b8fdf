using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text;
using Tally.Engine.Catalog;

namespace Tally.Host.Watching;

/// <summary>Asks a running Tally over HTTP and WebSocket. The token comes from TALLY__Server__Token.</summary>
sealed class TallyClient : IDisposable
{
    readonly Uri _address;
    readonly string? _token = Environment.GetEnvironmentVariable("TALLY__Server__Token");
    readonly HttpClient _http;

    /// <exception cref="OptionException">It is no address.</exception>
    public TallyClient(string url)
    {
        _address = Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
            ? uri
            : throw new OptionException($"--url is '{url}', expected an address such as http://127.0.0.1:5080");
        _http = new() { BaseAddress = _address };
        if (_token is not null) _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _token);
    }

    /// <summary>The answer of a call; null when there is no such thing (404).</summary>
    /// <exception cref="InvalidDataException">It refused, with the reason.</exception>
    public async Task<T?> GetAsync<T>(string path, CancellationToken cancellation)
    {
        using var answer = await SendAsync(path, HttpCompletionOption.ResponseContentRead, cancellation);
        return answer is null ? default : await answer.Content.ReadFromJsonAsync<T>(JsonSerializerOptions.Web, cancellation);
    }

    /// <summary>The lines of an answer as they come; null when there is no such thing (404).</summary>
    public async Task<IAsyncEnumerable<string>?> LinesAsync(string path, CancellationToken cancellation) =>
        await SendAsync(path, HttpCompletionOption.ResponseHeadersRead, cancellation) is { } answer
            ? LinesAsync(answer, cancellation)
            : null;

    static async IAsyncEnumerable<string> LinesAsync(HttpResponseMessage answer, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using (answer)
        {
            using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(cancellation), Encoding.UTF8);
            while (await reader.ReadLineAsync(cancellation) is { } line) yield return line;
        }
    }

    /// <summary>The states of a metric as they come.</summary>
    public async IAsyncEnumerable<JsonElement> FollowAsync(string metric, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var socket = new ClientWebSocket();
        if (_token is not null) socket.Options.SetRequestHeader("Authorization", $"Bearer {_token}");
        await socket.ConnectAsync(new UriBuilder(_address) { Scheme = _address.Scheme == "https" ? "wss" : "ws",
            Path = "/api/v1/live" }.Uri, cancellation);
        await socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(new { subscribe = new[] { metric } }), WebSocketMessageType.Text, true,
            cancellation);
        var buffer = new byte[64 * 1024];
        while (true)
        {
            using var message = new MemoryStream();
            ValueWebSocketReceiveResult part;
            do
            {
                part = await socket.ReceiveAsync(buffer.AsMemory(), cancellation);
                if (part.MessageType == WebSocketMessageType.Close) yield break;
                message.Write(buffer, 0, part.Count);
            }
            while (!part.EndOfMessage);
            yield return JsonDocument.Parse(message.ToArray()).RootElement;
        }
    }

    public void Dispose() => _http.Dispose();

    async Task<HttpResponseMessage?> SendAsync(string path, HttpCompletionOption completion, CancellationToken cancellation)
    {
        try
        {
            var answer = await _http.GetAsync(path, completion, cancellation);
            if (answer.IsSuccessStatusCode) return answer;
            using (answer)
            {
                var problem = await answer.Content.ReadAsStringAsync(cancellation);
                return answer.StatusCode == System.Net.HttpStatusCode.NotFound
                    ? null
                    : throw new InvalidDataException(
                        $"{_address.GetLeftPart(UriPartial.Authority)} answers {(int)answer.StatusCode}: {Detail(problem)}");
            }
        }
        catch (HttpRequestException error)
        {
            throw new InvalidDataException(
                $"no Tally answers at {_address.GetLeftPart(UriPartial.Authority)}: {error.Message} Give its address with --url", error);
        }
    }

    static string Detail(string problem)
    {
        try
        {
            return JsonDocument.Parse(problem).RootElement.TryGetProperty("detail", out var detail)
                ? detail.GetString() ?? problem
                : problem;
        }
        catch (JsonException)
        {
            return problem;
        }
    }
}
