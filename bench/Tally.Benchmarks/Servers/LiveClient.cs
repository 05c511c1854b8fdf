using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace Tally.Benchmarks.Servers;

/// <summary>A viewer of the metric "newest": tells how many orders each frame counts.</summary>
sealed class LiveClient(Uri address) : IAsyncDisposable
{
    readonly ClientWebSocket _socket = new();
    readonly byte[] _buffer = new byte[16 * 1024];

    public async Task SubscribeAsync(HttpMessageInvoker invoker, CancellationToken cancellation)
    {
        await _socket.ConnectAsync(address, invoker, cancellation);
        await _socket.SendAsync(Encoding.ASCII.GetBytes("""{"subscribe":["newest"]}"""), WebSocketMessageType.Text, true, cancellation);
    }

    /// <summary>Hands over the number of orders of every frame until canceled.</summary>
    public async Task FollowAsync(Action<long> seen, CancellationToken cancellation)
    {
        try
        {
            while (true)
            {
                var length = 0;
                ValueWebSocketReceiveResult part;
                do
                {
                    part = await _socket.ReceiveAsync(_buffer.AsMemory(length), cancellation);
                    length += part.Count;
                }
                while (!part.EndOfMessage);
                if (Orders(_buffer.AsSpan(0, length)) is { } orders) seen(orders);
            }
        }
        catch (Exception error) when (error is OperationCanceledException or WebSocketException or IOException)
        {
            // The end of either side.
        }
    }

    static long? Orders(ReadOnlySpan<byte> frame)
    {
        var reader = new Utf8JsonReader(frame);
        var isRows = false;
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName) isRows = reader.ValueTextEquals("rows"u8);
            else if (isRows && reader.TokenType == JsonTokenType.Number) return reader.GetInt64();
        }
        return null;
    }

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }
}
