using System.Net.WebSockets;

namespace Tally.Results.Live;

/// <summary>A WebSocket on which ready-made frames can be written, where the connection has agreed to compression.</summary>
/// <param name="frames">The connection below the WebSocket, on which each write is one whole frame; null: there is no agreement.</param>
public sealed class ViewerSocket(WebSocket socket, Stream? frames)
{
    public WebSocketState State => socket.State;

    public ValueTask<ValueWebSocketReceiveResult> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellation) =>
        socket.ReceiveAsync(buffer, cancellation);

    public ValueTask SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellation) =>
        socket.SendAsync(message, WebSocketMessageType.Text, true, cancellation);

    public ValueTask SendAsync(LiveFrame frame, CancellationToken cancellation) =>
        frames is null ? SendAsync(frame.Message, cancellation) : frames.WriteAsync(frame.Compressed, cancellation);

    public Task CloseAsync(CancellationToken cancellation) =>
        socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, cancellation);
}
