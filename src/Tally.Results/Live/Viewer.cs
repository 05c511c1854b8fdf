using System.Net.WebSockets;
using System.Text.Json;

namespace Tally.Results.Live;

/// <summary>One WebSocket: says what it wants to see, and gets what changes of it.</summary>
public sealed class Viewer(ViewerSocket socket, LiveHub hub, TimeSpan sendTimeout)
{
    // There may be thousands of viewers, and few ask for much.
    const int MaxRequestBytes = 64 * 1024, UsualRequestBytes = 256;

    readonly Dictionary<string, long> _sent = [];
    readonly Lock _lock = new();
    Subscription? _wanted;
    LiveChannel? _channel;
    long _seen;
    int _subscriptions;
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
        lock (_lock) Leave();
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

    /// <summary>Takes a subscription; false when it is something else, which ends the connection.</summary>
    bool Subscribe(ReadOnlySpan<byte> message)
    {
        if (Subscription.Read(message) is not { } wanted) return false;
        lock (_lock)
        {
            _sent.Clear();
            foreach (var name in wanted.Metrics) _sent[name] = 0;
            Leave();
            _subscriptions++;
            if (wanted.Cuts.Count > 0) (_wanted, _channel, _seen) = (wanted, hub.Pictures.Join(wanted.Cuts, wanted.WithPipeline), -1);
            _subscribed.TrySetResult();
        }
        return true;
    }

    void Leave()
    {
        if (_channel is not null) hub.Pictures.Leave(_channel, _wanted!.Cuts, _wanted.WithPipeline);
        _channel = null;
    }

    async Task SendAsync(CancellationToken cancellation)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        while (true)
        {
            var change = _sent.Count == 0 ? null : hub.NextChange;
            foreach (var state in Due())
            {
                timeout.CancelAfter(sendTimeout);
                await socket.SendAsync(state.Message, timeout.Token);
                timeout.CancelAfter(Timeout.Infinite);
            }
            var (picture, next, acknowledged) = DuePicture();
            if (acknowledged > 0)
                await socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(new { subscribed = acknowledged }), timeout.Token);
            if (picture is not null)
            {
                timeout.CancelAfter(sendTimeout);
                await socket.SendAsync(picture.Frame, timeout.Token);
                timeout.CancelAfter(Timeout.Infinite);
            }
            Task subscribed;
            lock (_lock) subscribed = _subscribed.Task;
            await Task.WhenAny([subscribed, .. new[] { change, next }.OfType<Task>()]).WaitAsync(cancellation);
            lock (_lock)
                if (_subscribed.Task.IsCompleted) _subscribed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>The picture that this viewer has not seen, which counts as sent from now on, and what completes at the next.</summary>
    (LivePicture? Picture, Task? Next, int Acknowledged) DuePicture()
    {
        lock (_lock)
        {
            if (_channel is null) return (null, null, 0);
            // Pictures of an earlier subscription may still be on their way: the viewer is told where those of the newest begin.
            var acknowledged = _seen < 0 ? _subscriptions : 0;
            var (picture, next) = hub.Pictures.After(_channel, _seen);
            _seen = picture?.Number ?? _seen;
            return (picture, next, acknowledged);
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
        await socket.CloseAsync(timeout.Token);
    }

    /// <summary>The end of a connection is no error, however it ends.</summary>
    static async Task Quietly(Task task)
    {
        try
        {
            await task;
        }
        catch (Exception error) when (error is OperationCanceledException or WebSocketException or IOException
            or ObjectDisposedException) { }
    }
}
