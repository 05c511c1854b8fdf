using System.Text.Json;

namespace Tally.Results.Live;

// Pictures.
//
// A viewer names the cuts that it shows: metric, order, limit, windows. Once a second all cuts of all viewers are read at one moment;
// what changed since the
// picture before is written and compressed once for all viewers of the same list. A viewer that has missed a picture gets a whole one,
// so there are no queues.

/// <summary>Takes the pictures of what viewers show.</summary>
sealed class LivePictures(Func<string, IMetricRows?> find, TimeSpan interval, TimeProvider clock)
{
    readonly Dictionary<string, LiveChannel> _channels = [];
    readonly Dictionary<string, (LiveCut Cut, int Channels)> _cuts = [];
    readonly Lock _lock = new();
    TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
    ITimer? _timer;
    long _number;

    /// <summary>What the pipeline is doing, as JSON, for viewers that ask for it.</summary>
    public Func<ReadOnlyMemory<byte>?>? Pipeline { get; set; }

    /// <summary>Begins to follow a list of cuts; viewers of the same list share it.</summary>
    public LiveChannel Join(IReadOnlyList<CutRequest> requests, bool withPipeline)
    {
        var key = KeyOf(requests, withPipeline);
        lock (_lock)
        {
            if (!_channels.TryGetValue(key, out var channel)) _channels.Add(key, channel = Open(requests, withPipeline));
            channel.ViewerCount++;
            _timer ??= clock.CreateTimer(_ => Take(), null, interval, interval);
            return channel;
        }
    }

    public void Leave(LiveChannel channel, IReadOnlyList<CutRequest> requests, bool withPipeline)
    {
        lock (_lock)
        {
            if (--channel.ViewerCount > 0) return;
            _channels.Remove(KeyOf(requests, withPipeline));
            foreach (var request in requests) Release(request.Text);
            if (_channels.Count > 0) return;
            _timer?.Dispose();
            _timer = null;
        }
    }

    /// <summary>The picture that brings a viewer up to date, which has seen one number last (-1: none); null while there is no newer one.
    /// The task completes at the next.</summary>
    public (LivePicture? Picture, Task Next) After(LiveChannel channel, long seen)
    {
        lock (_lock)
        {
            var newest = channel.Newest;
            return (newest.Number == seen ? null : newest.Number == seen + 1 && seen >= 0 ? newest : channel.Whole(), _next.Task);
        }
    }

    /// <summary>Takes one picture of everything that somebody follows.</summary>
    public void Take()
    {
        TaskCompletionSource next;
        lock (_lock)
        {
            _number++;
            foreach (var (cut, _) in _cuts.Values) cut.Advance();
            foreach (var channel in _channels.Values) channel.Take(_number);
            (next, _next) = (_next, new(TaskCreationOptions.RunContinuationsAsynchronously));
        }
        next.SetResult();
    }

    LiveChannel Open(IReadOnlyList<CutRequest> requests, bool withPipeline)
    {
        var channel = new LiveChannel([.. requests.Select(Acquire)], withPipeline ? () => Pipeline?.Invoke() : null);
        channel.Take(_number);
        return channel;
    }

    // A cut that others follow already stays at the newest picture until the next one.
    LiveCut Acquire(CutRequest request)
    {
        if (!_cuts.TryGetValue(request.Text, out var known))
        {
            known = (new(request, find), 0);
            known.Cut.Advance();
        }
        _cuts[request.Text] = (known.Cut, known.Channels + 1);
        return known.Cut;
    }

    void Release(string text)
    {
        var (cut, channels) = _cuts[text];
        if (channels == 1) _cuts.Remove(text);
        else _cuts[text] = (cut, channels - 1);
    }

    static string KeyOf(IReadOnlyList<CutRequest> requests, bool withPipeline) =>
        $"{withPipeline} {JsonSerializer.Serialize(requests.Select(request => request.Text))}";
}
