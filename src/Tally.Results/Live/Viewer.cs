using System.Net.WebSockets;
using System.Text.Json;

namespace Tally.Results.Live;

/// <summary>One WebSocket: says what it wants to see, and gets the newest state of it whenever that changes.</summary>
public sealed class Viewer(WebSocket socket, LiveHub hub, TimeSpan sendTimeout)
{
    // There may be thousands of viewers, and few ask for much.
    const int MaxRequestBytes = 64 * 1024, UsualRequestBytes = 256;

    readonly Dictionary<string, long> _sent = [];
    readonly Lock _lock = new();
    TaskCompletionSource _subscribed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Serves until either side ends the connection.</summary>
    public async Task ServeAsync(CancellationToken cancellation)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var receive = ReceiveAsync(ended.Token);
        var send = SendAsync(ended.Token);
        await Task.WhenAny(receive, send);
        await ended.CancelAsync();
        await Quietly(receive);
        await Quietly(send);
        await Quietly(CloseAsync());
    }

    async Task ReceiveAsync(CancellationToken cancellation)
    {
        var buffer = new byte[UsualRequestBytes];
        while (true)
        {
            var length = 0;
            ValueWebSocketReceiveResult part;
            do
            {
                if (length == buffer.Length) Array.Resize(ref buffer, length * 4);
                part = await socket.ReceiveAsync(buffer.AsMemory(length), cancellation);
                if (part.MessageType == WebSocketMessageType.Close) return;
                length += part.Count;
            }
            while (!part.EndOfMessage && length < MaxRequestBytes);
            if (!part.EndOfMessage || !Subscribe(buffer.AsSpan(0, length))) return;
        }
    }

    /// <summary>Takes {"subscribe":[names]}; false when it is something else, which ends the connection.</summary>
    bool Subscribe(ReadOnlySpan<byte> message)
    {
        string[]? names;
        try
        {
            names = JsonSerializer.Deserialize<Request>(message, JsonSerializerOptions.Web)?.Subscribe;
        }
        catch (JsonException)
        {
            return false;
        }
        if (names is null) return false;
        lock (_lock)
        {
            _sent.Clear();
            foreach (var name in names) _sent[name] = 0;
            _subscribed.TrySetResult();
        }
        return true;
    }

    async Task SendAsync(CancellationToken cancellation)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        while (true)
        {
            var change = hub.NextChange;
            foreach (var state in Due())
            {
                timeout.CancelAfter(sendTimeout);
                await socket.SendAsync(state.Message, WebSocketMessageType.Text, true, timeout.Token);
                timeout.CancelAfter(Timeout.Infinite);
            }
            Task subscribed;
            lock (_lock) subscribed = _subscribed.Task;
            await Task.WhenAny(change, subscribed).WaitAsync(cancellation);
            lock (_lock)
                if (_subscribed.Task.IsCompleted) _subscribed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>The states that this viewer has not seen, which count as sent from now on.</summary>
    List<LiveState> Due()
    {
        var due = new List<LiveState>();
        lock (_lock)
        {
            foreach (var (metric, version) in _sent)
            {
                if (hub.Newest(metric) is not { } state || state.Version <= version) continue;
                due.Add(state);
                _sent[metric] = state.Version;
            }
        }
        return due;
    }

    async Task CloseAsync()
    {
        if (socket.State is not (WebSocketState.Open or WebSocketState.CloseReceived)) return;
        using var timeout = new CancellationTokenSource(sendTimeout);
        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, timeout.Token);
    }

    /// <summary>The end of a connection is no error, however it ends.</summary>
    static async Task Quietly(Task task)
    {
        try
        {
            await task;
        }
        catch (Exception error) when (error is OperationCanceledException or WebSocketException or IOException or ObjectDisposedException) { }
    }

    sealed record Request(string[]? Subscribe);
}
