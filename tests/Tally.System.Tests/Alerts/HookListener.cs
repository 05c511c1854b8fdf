using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace Tally.System.Tests.Alerts;

/// <summary>A webhook that keeps what is posted to it, after answering with the given statuses first.</summary>
sealed class HookListener : IDisposable
{
    readonly HttpListener _listener = new();
    readonly Queue<int> _first;

    public HookListener(params int[] first)
    {
        _first = new(first);
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            Address = $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/hook/";
        }
        _listener.Prefixes.Add(Address);
        _listener.Start();
        _ = ListenAsync();
    }

    public string Address { get; }

    public int AttemptCount { get; private set; }

    public ConcurrentQueue<JsonElement> Taken { get; } = new();

    public void Dispose() => _listener.Close();

    async Task ListenAsync()
    {
        try
        {
            while (true)
            {
                var context = await _listener.GetContextAsync();
                AttemptCount++;
                var body = (await JsonDocument.ParseAsync(context.Request.InputStream)).RootElement;
                context.Response.StatusCode = _first.TryDequeue(out var status) ? status : 204;
                if (context.Response.StatusCode == 204) Taken.Enqueue(body);
                context.Response.Close();
            }
        }
        catch (Exception ended) when (ended is HttpListenerException or ObjectDisposedException)
        {
            // The test is over.
        }
    }
}
