using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Tally.Testing.Network;

/// <summary>What goes wrong with a connection.</summary>
public enum NetworkFault
{
    /// <summary>Nothing, for a few answers; then it is closed.</summary>
    None,

    /// <summary>It is cut somewhere in the middle of what the client sends.</summary>
    CutRequest,

    /// <summary>The server gets all of it; the client never gets the answer.</summary>
    LoseAnswer,

    /// <summary>The answer is lost and all that was sent arrives once more, some time later.</summary>
    Duplicate,

    /// <summary>Everything takes its time.</summary>
    Slow,
}

/// <summary>A TCP proxy between two processes that breaks, loses, repeats and delays; where, is chosen from a seed.</summary>
public sealed class FaultProxy : IAsyncDisposable
{
    readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    readonly int _targetPort;
    readonly Random _random;
    readonly CancellationTokenSource _stop = new();
    readonly ConcurrentDictionary<NetworkFault, int> _counts = new();
    readonly ConcurrentBag<Task> _work = [];
    readonly ConcurrentDictionary<TcpClient, bool> _clients = new();
    volatile bool _isDown;
    int _connectionCount;

    public FaultProxy(int targetPort, int seed)
    {
        (_targetPort, _random) = (targetPort, new Random(seed));
        _listener.Start();
        _work.Add(AcceptAsync());
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    /// <summary>The faults that connections meet, one after the other; none at all when empty.</summary>
    public NetworkFault[] Faults { get; set; } = [];

    /// <summary>Whether no connection gets through, as if the other machine were off.</summary>
    public bool IsDown
    {
        get => _isDown;
        set
        {
            _isDown = value;
            foreach (var client in _clients.Keys) client.Close();
        }
    }

    /// <summary>How often each fault has happened.</summary>
    public IReadOnlyDictionary<NetworkFault, int> Counts => _counts;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        foreach (var work in _work) await work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            var client = await _listener.AcceptTcpClientAsync(_stop.Token);
            _work.Add(ServeAsync(client));
        }
    }

    async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            _clients[client] = true;
            if (IsDown) return;
            var fault = Choose(out var cutAfter);
            using var server = new TcpClient();
            var sent = new MemoryStream();
            try
            {
                await server.ConnectAsync(IPAddress.Loopback, _targetPort, _stop.Token);
                var (up, down) = (SendAsync(client, server, sent, fault, cutAfter), AnswerAsync(client, server, fault));
                await Task.WhenAny(up, down);
                client.Close();
                server.Close();
                await Task.WhenAll(up, down).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (Exception e) when (e is IOException or SocketException)
            {
                // The other machine is away.
            }
            finally
            {
                _clients.TryRemove(client, out _);
            }
            if (fault == NetworkFault.Duplicate && sent.Length > 0) await SendAgainAsync(sent.ToArray());
        }
    }

    NetworkFault Choose(out int cutAfter)
    {
        lock (_random)
        {
            // Mostly inside a batch, sometimes inside the headers.
            cutAfter = _random.Next(4) == 0 ? _random.Next(300) : _random.Next(10_000);
            return Faults.Length == 0 ? NetworkFault.None : Faults[_connectionCount++ % Faults.Length];
        }
    }

    async Task SendAsync(TcpClient client, TcpClient server, MemoryStream sent, NetworkFault fault, int cutAfter)
    {
        var buffer = new byte[8192];
        while (await client.GetStream().ReadAsync(buffer, _stop.Token) is > 0 and var read)
        {
            if (fault == NetworkFault.CutRequest && sent.Length + read > cutAfter)
            {
                await server.GetStream().WriteAsync(buffer.AsMemory(0, (int)Math.Max(0, cutAfter - sent.Length)), _stop.Token);
                Count(fault);
                return;
            }
            sent.Write(buffer, 0, read);
            if (fault == NetworkFault.Slow)
            {
                Count(fault);
                await Task.Delay(5, _stop.Token);
            }
            await server.GetStream().WriteAsync(buffer.AsMemory(0, read), _stop.Token);
        }
    }

    async Task AnswerAsync(TcpClient client, TcpClient server, NetworkFault fault)
    {
        var buffer = new byte[8192];
        var answersLeft = Faults.Length == 0 ? int.MaxValue : 3;
        while (await server.GetStream().ReadAsync(buffer, _stop.Token) is > 0 and var read)
        {
            if (fault is NetworkFault.LoseAnswer or NetworkFault.Duplicate)
            {
                Count(fault);
                return;
            }
            await client.GetStream().WriteAsync(buffer.AsMemory(0, read), _stop.Token);
            if (--answersLeft == 0) return;
        }
    }

    // When others have got through meanwhile: what is old arrives behind what is new.
    async Task SendAgainAsync(byte[] sent)
    {
        try
        {
            await Task.Delay(300, _stop.Token);
            using var server = new TcpClient();
            await server.ConnectAsync(IPAddress.Loopback, _targetPort, _stop.Token);
            await server.GetStream().WriteAsync(sent, _stop.Token);
            await server.GetStream().ReadExactlyAsync(new byte[12], _stop.Token);
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
        {
            // The center is away or everything ends.
        }
    }

    void Count(NetworkFault fault) => _counts.AddOrUpdate(fault, 1, (_, count) => count + 1);
}
