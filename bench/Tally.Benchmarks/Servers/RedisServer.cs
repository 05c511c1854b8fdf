using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Tally.Benchmarks.Harness;
using Tally.Testing.Servers;

namespace Tally.Benchmarks.Servers;

/// <summary>One Redis for a measurement, which keeps everything in memory only.</summary>
sealed class RedisServer : IAsyncDisposable
{
    readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    readonly byte[] _answer = new byte[1024];

    RedisServer(MeasuredServer process, int port)
    {
        (Process, Options) = (process, $"'connector' = 'redis', 'host' = '127.0.0.1:{port}'");
        _socket.Connect(IPAddress.Loopback, port);
    }

    public MeasuredServer Process { get; }

    /// <summary>The options of a table that say where it is.</summary>
    public string Options { get; }

    public static async Task<RedisServer> StartAsync(string folder)
    {
        if (Machine.Ask("redis-server", "--version") is null)
            throw new NotPossibleException("redis-server is not installed (Debian: redis-server)");
        var port = ServerProcess.FreePort();
        return new(
            await MeasuredServer.StartAsync(
                port,
                ["redis-server", "--port", $"{port}", "--bind", "127.0.0.1", "--dir", folder, "--save", ""],
                Path.Combine(folder, "redis.log")
            ),
            port
        );
    }

    /// <summary>The number under a key, 0 where there is none.</summary>
    public async Task<long> NumberAsync(string key)
    {
        await _socket.SendAsync(Encoding.ASCII.GetBytes($"GET {key}\r\n"));
        // The answer to one short command comes in one piece: $-1, or the length, a line end and the digits.
        var length = await _socket.ReceiveAsync(_answer);
        var lines = Encoding.ASCII.GetString(_answer, 0, length).Split("\r\n");
        return lines[0] == "$-1" ? 0 : long.Parse(lines[1], CultureInfo.InvariantCulture);
    }

    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        await Process.DisposeAsync();
    }
}
