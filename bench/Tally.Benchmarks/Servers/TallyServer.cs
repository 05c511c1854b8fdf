using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Tally.Benchmarks.Harness;
using Tally.Testing.Servers;

namespace Tally.Benchmarks.Servers;

/// <summary>A `tally run` in a process of its own, as a user starts it, with pipeline, log and screen.</summary>
sealed class TallyServer : IAsyncDisposable
{
    readonly Process _process;
    readonly HttpClient _client;

    TallyServer(Process process, int port)
    {
        (_process, Port) = (process, port);
        _client = new(new SocketsHttpHandler { PooledConnectionIdleTimeout = TimeSpan.FromMinutes(10) })
        {
            BaseAddress = new($"http://127.0.0.1:{port}"),
        };
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
    }

    public int Port { get; }

    public int ProcessId => _process.Id;

    public Uri LiveAddress => new($"ws://127.0.0.1:{Port}/api/v1/live");

    /// <summary>The program as ./tally builds it, compiled ahead of time; null when it is not there.</summary>
    public static string? Ready => Existing("src/Tally.Host/bin/Release/ready/tally");

    /// <summary>The program as dotnet build makes it; it lies beside this one too.</summary>
    public static string Jit => Existing("src/Tally.Host/bin/Release/net10.0/tally") ?? Path.Combine(AppContext.BaseDirectory, "tally");

    /// <summary>Starts it on a free port; whether it listens already is for the caller to find out.</summary>
    public static TallyServer Start(
        string program,
        string data,
        IEnumerable<string> files,
        IReadOnlyDictionary<string, string>? settings = null,
        string log = "embedded"
    )
    {
        var port = ServerProcess.FreePort();
        var start = new ProcessStartInfo(program, ["run", .. files, "--data", data, "--log", log, "--listen", $"http://127.0.0.1:{port}"])
        {
            RedirectStandardOutput = true,
            WorkingDirectory = data,
        };
        foreach (var (key, value) in settings ?? new Dictionary<string, string>())
            start.Environment[key] = value;
        return new(Process.Start(start)!, port);
    }

    /// <summary>Waits until it answers.</summary>
    public async Task ListenAsync()
    {
        while (!await AnswersAsync("/healthz/live")) await PauseAsync(2);
    }

    /// <summary>Waits until a metric has rows.</summary>
    public async Task FirstRowsAsync(string metric)
    {
        while (true)
        {
            if (await GetAsync($"/api/v1/metrics/{metric}/rows") is { } text)
            {
                using var rows = JsonDocument.Parse(text);
                if (rows.RootElement.GetProperty("rows").GetArrayLength() > 0) return;
            }
            await PauseAsync(2);
        }
    }

    /// <summary>Appends lines to a topic.</summary>
    public async Task AppendAsync(string topic, ReadOnlyMemory<byte> lines)
    {
        using var content = new ReadOnlyMemoryContent(lines)
        {
            Headers = { ContentType = new MediaTypeHeaderValue("application/x-ndjson") },
        };
        using var answer = await _client.PostAsync($"/api/v1/topics/{topic}/records", content);
        if (!answer.IsSuccessStatusCode)
            throw new InvalidOperationException($"records were refused: {await answer.Content.ReadAsStringAsync()}");
    }

    /// <summary>Records that the pipeline has not read yet.</summary>
    public async Task<long> BacklogAsync()
    {
        using var pipeline = JsonDocument.Parse(
            await GetAsync("/api/v1/pipeline") ?? throw new InvalidOperationException("the server does not answer")
        );
        return pipeline
            .RootElement.GetProperty("streams")
            .EnumerateArray()
            .Sum(stream => stream.TryGetProperty("backlog", out var backlog) ? backlog.GetInt64() : stream.GetProperty("lag").GetInt64());
    }

    async Task<bool> AnswersAsync(string path) => await GetAsync(path) is not null;

    async Task<string?> GetAsync(string path)
    {
        try
        {
            using var answer = await _client.GetAsync(path);
            return answer.IsSuccessStatusCode ? await answer.Content.ReadAsStringAsync() : null;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    async Task PauseAsync(int ms)
    {
        if (_process.HasExited) throw new InvalidOperationException($"tally has ended with status {_process.ExitCode}");
        await Task.Delay(ms);
    }

    static string? Existing(string path) =>
        Checkout.Root is { } root && File.Exists(Path.Combine(root, path)) ? Path.Combine(root, path) : null;

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
