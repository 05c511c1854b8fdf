using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Tally.Benchmarks.Servers;

/// <summary>A viewer that only counts what comes over the wire: compression is the browser's work, and not measured here.</summary>
sealed class WireViewer : IDisposable
{
    readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    readonly byte[] _buffer = new byte[4 * 1024];
    long _bytes;

    /// <summary>Bytes received since the connection was made.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>Connects as a browser does, which offers to compress, and sends one subscription.</summary>
    public async Task SubscribeAsync(int port, string subscription, CancellationToken cancellation)
    {
        await _socket.ConnectAsync(IPAddress.Loopback, port, cancellation);
        var request =
            $"GET /api/v1/live HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: "
                + "13\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n\r\n";
        await _socket.SendAsync(Encoding.ASCII.GetBytes(request), cancellation);
        var answer = Encoding.ASCII.GetString(_buffer.AsSpan(0, await _socket.ReceiveAsync(_buffer, cancellation)));
        if (!answer.Contains(" 101 ", StringComparison.Ordinal))
            throw new InvalidOperationException($"the WebSocket was refused: {answer}");
        await _socket.SendAsync(Frame(Encoding.UTF8.GetBytes(subscription)), cancellation);
    }

    /// <summary>Counts until canceled.</summary>
    public async Task CountAsync(CancellationToken cancellation)
    {
        try
        {
            while (await _socket.ReceiveAsync(_buffer, cancellation) is > 0 and var count) Interlocked.Add(ref _bytes, count);
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The end of either side.
        }
    }

    public void Dispose() => _socket.Dispose();

    // A text frame of a client; a mask of zeros leaves the text as it is.
    static byte[] Frame(byte[] text) => [0x81, 0x80 | 126, (byte)(text.Length >> 8), (byte)text.Length, 0, 0, 0, 0, .. text];
}
