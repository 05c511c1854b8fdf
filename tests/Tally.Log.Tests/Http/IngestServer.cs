using System.Net;
using System.Net.Sockets;
using System.Text;
using Tally.Log.Batches;
using Tally.Log.Embedded;

namespace Tally.Log.Tests.Http;

/// <summary>A small server that takes framed bodies into a real log, and before that answers or fails as a test tells it.</summary>
sealed class IngestServer : IAsyncDisposable
{
    readonly HttpListener _listener = new();
    readonly EmbeddedLog _log;
    readonly Task _loop;

    public IngestServer(EmbeddedLog log)
    {
        _log = log;
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            Address = new Uri($"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}");
        }
        _listener.Prefixes.Add($"{Address}");
        _listener.Start();
        _loop = Task.Run(ServeAsync);
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>What it does with the next requests; when it is empty they are served.</summary>
    public Queue<Misfortune> Misfortunes { get; } = new();

    /// <summary>How many requests came.</summary>
    public int Requests { get; private set; }

    /// <summary>The Authorization header of the last request.</summary>
    public string? Authorization { get; private set; }

    /// <summary>What goes wrong with a request.</summary>
    /// <param name="Status">The answer, or 0 to break the connection.</param>
    /// <param name="IsStored">Whether the records were stored before that.</param>
    /// <param name="RetryAfter">That header.</param>
    public sealed record Misfortune(int Status, bool IsStored = false, string? RetryAfter = null);

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _loop;
    }

    async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception error) when (error is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
            await ServeAsync(context);
        }
    }

    async Task ServeAsync(HttpListenerContext context)
    {
        Requests++;
        Authorization = context.Request.Headers["Authorization"];
        var misfortune = Misfortunes.TryDequeue(out var next) ? next : null;
        var answer = misfortune is null or { IsStored: true } ? await AnswerAsync(context.Request) : "{\"code\":\"test\"}";
        if (misfortune is { Status: 0 })
        {
            context.Response.Abort();
            return;
        }
        context.Response.StatusCode = misfortune?.Status ?? 200;
        if (misfortune?.RetryAfter is { } wait) context.Response.AddHeader("Retry-After", wait);
        context.Response.Close(Encoding.UTF8.GetBytes(answer), willBlock: true);
    }

    async Task<string> AnswerAsync(HttpListenerRequest request)
    {
        var topic = await _log.OpenTopicAsync(request.Url!.Segments[4].TrimEnd('/'));
        var partition = topic.Partitions[0];
        if (request.HttpMethod == "GET")
            return $"{{\"partition\":0,\"position\":{await partition.LastPositionAsync(request.QueryString["source"]!)}}}";
        using var body = new MemoryStream();
        await request.InputStream.CopyToAsync(body);
        var block = new RecordBlock();
        RecordFraming.Decode(body.GetBuffer().AsSpan(0, (int)body.Length), block);
        var result = await partition.AppendAsync(Uri.UnescapeDataString(request.Headers["Tally-Source"]!), block);
        return $"{{\"partition\":0,\"baseOffset\":{result.BaseOffset},\"accepted\":{result.Accepted},\"duplicate\":"
            + $"{result.Duplicate},\"rejected\":[]}}";
    }
}
