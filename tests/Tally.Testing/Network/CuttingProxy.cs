using System.Net;
using System.Net.Sockets;

namespace Tally.Testing.Network;

/// <summary>Stands between a program and a server, and cuts connections after the server has got what was sent and before its answer comes
/// back.</summary>
public sealed class CuttingProxy : IAsyncDisposable
{
    readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    readonly CancellationTokenSource _stop = new();
    readonly Random _random = new(7);
    readonly int _serverPort;
    readonly Task _accepting;

    public CuttingProxy(int serverPort)
    {
        _serverPort = serverPort;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>The chance that an answer is lost with its connection.</summary>
    public double CutShare { get; set; }

    public int CutCount { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested) _ = ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token));
    }

    async Task ServeAsync(TcpClient client)
    {
        using var caller = client;
        using var server = new TcpClient();
        try
        {
            await server.ConnectAsync(IPAddress.Loopback, _serverPort, _stop.Token);
            var there = caller.GetStream().CopyToAsync(server.GetStream(), _stop.Token);
            await Task.WhenAny(there, AnswerAsync(server.GetStream(), caller.GetStream()));
        }
        catch (Exception error) when (error is IOException or SocketException or OperationCanceledException) { }
    }

    async Task AnswerAsync(NetworkStream server, NetworkStream caller)
    {
        var buffer = new byte[8192];
        while (await server.ReadAsync(buffer, _stop.Token) is > 0 and var length)
        {
            if (_random.NextDouble() < CutShare)
            {
                CutCount++;
                return;
            }
            await caller.WriteAsync(buffer.AsMemory(0, length), _stop.Token);
        }
    }
}
