using System.Net.Http.Json;
using System.Text.Json;
using System.Threading.Channels;
using Tally.Log;

namespace Tally.Results.Alerts;

/// <summary>Posts every change of an alert as JSON to an address, in order, and tries again until it is taken. While the address is away
/// the newest are kept.</summary>
public sealed class Webhook : IAsyncDisposable
{
    const int MaxWaiting = 1000;

    static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(60), s_endTimeout = TimeSpan.FromMilliseconds(800);
    static readonly JsonSerializerOptions s_json =
        new(JsonSerializerDefaults.Web) { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    readonly Channel<Alert> _waiting;
    readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(10) };
    readonly CancellationTokenSource _stop = new();
    readonly Uri _address;
    readonly TimeProvider _clock;
    readonly Backoff _backoff;
    readonly Task _sending;
    long _sentCount;
    long _lostCount;
    // Written by the sending task, read by any thread.
    volatile string? _problem;

    public Webhook(Uri address, AlertBoard board, TimeProvider clock, TimeSpan? firstPause = null)
    {
        _address = address;
        _clock = clock;
        _backoff = new(firstPause ?? TimeSpan.FromSeconds(1), s_longestPause);
        _waiting = Channel.CreateBounded<Alert>(new BoundedChannelOptions(MaxWaiting) { FullMode = BoundedChannelFullMode.DropOldest },
            _ => Interlocked.Increment(ref _lostCount));
        board.Changed += alert => _waiting.Writer.TryWrite(alert);
        _sending = SendAllAsync();
    }

    /// <summary>Changes that the address has taken.</summary>
    public long SentCount => Interlocked.Read(ref _sentCount);

    /// <summary>Changes given up, because the address refused them or was away for too long.</summary>
    public long LostCount => Interlocked.Read(ref _lostCount);

    /// <summary>Why the address does not take them just now; null while it does.</summary>
    public string? Problem => _problem;

    async Task SendAllAsync()
    {
        try
        {
            await foreach (var alert in _waiting.Reader.ReadAllAsync(_stop.Token)) await SendAsync(alert);
        }
        catch (OperationCanceledException)
        {
            // The program ends; what fires is told again after the next start.
        }
    }

    async Task SendAsync(Alert alert)
    {
        for (var backoff = _backoff; !await IsDoneAsync(alert); backoff = backoff.Next) await backoff.WaitAsync(_clock, _stop.Token);
    }

    // Taken, or refused for good; 408 and 429 pass, as does an address that is away or fails.
    async Task<bool> IsDoneAsync(Alert alert)
    {
        try
        {
            using var answer = await _http.PostAsJsonAsync(_address, alert, s_json, _stop.Token);
            _problem = answer.IsSuccessStatusCode ? null : $"the webhook answers {(int)answer.StatusCode}";
            if (answer.IsSuccessStatusCode) Interlocked.Increment(ref _sentCount);
            var isRefused = (int)answer.StatusCode is >= 300 and < 500 and not 408 and not 429;
            if (isRefused) Interlocked.Increment(ref _lostCount);
            return answer.IsSuccessStatusCode || isRefused;
        }
        catch (Exception error) when (error is HttpRequestException || (error is TaskCanceledException && !_stop.IsCancellationRequested))
        {
            _problem = $"the webhook cannot be reached: {error.Message}";
            return false;
        }
    }

    /// <summary>Sends what waits, if that is quick, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await Task.WhenAny(_sending, Task.Delay(s_endTimeout, _clock));
        await _stop.CancelAsync();
        await _sending;
        _http.Dispose();
        _stop.Dispose();
    }
}
