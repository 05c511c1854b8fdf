using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Tally.Log.Http;

/// <summary>Sends a request until it is answered for good: waits longer each time, by chance a little more or less, and as long as the
/// other side asks.</summary>
sealed class RetryingSender(HttpClient client, HttpLogOptions options)
{
    static readonly TimeSpan LongestAskedDelay = TimeSpan.FromMinutes(5);

    volatile LogException? _failure;

    /// <summary>The last failure, until something succeeds again.</summary>
    public LogException? Failure => _failure;

    /// <summary>The JSON of the answer.</summary>
    /// <param name="request">Makes the request, once for each try.</param>
    /// <param name="cancellation">Ends the tries.</param>
    /// <exception cref="LogException">The other side refuses for good, or the time for tries is over.</exception>
    public async ValueTask<JsonDocument> SendAsync(Func<HttpRequestMessage> request, CancellationToken cancellation)
    {
        var start = options.Time.GetTimestamp();
        for (var backoff = new Backoff(options.FirstDelay, options.MaxDelay); ; backoff = backoff.Next)
        {
            var (answer, asked) = await TryAsync(request, cancellation).ConfigureAwait(false);
            if (answer is not null) return answer;
            var delay = DelayOf(backoff, asked);
            if (options.GiveUpAfter != Timeout.InfiniteTimeSpan && options.Time.GetElapsedTime(start) + delay > options.GiveUpAfter)
                throw _failure!;
            await Task.Delay(delay, options.Time, cancellation).ConfigureAwait(false);
        }
    }

    async ValueTask<(JsonDocument? Answer, TimeSpan? AskedDelay)> TryAsync(Func<HttpRequestMessage> make, CancellationToken cancellation)
    {
        using var timeout = new CancellationTokenSource(options.RequestTimeout, options.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
        using var request = make();
        try
        {
            using var response = await client.SendAsync(request, either.Token).ConfigureAwait(false);
            if (response.IsSuccessStatusCode)
            {
                var answer = await ParseAsync(response, either.Token).ConfigureAwait(false);
                _failure = null;
                return (answer, null);
            }
            var reason = await ReasonAsync(response, either.Token).ConfigureAwait(false);
            if (!IsPassing(response.StatusCode)) throw Refused(request, response.StatusCode, reason);
            _failure = Unavailable(reason);
            return (null, AskedDelay(response.Headers.RetryAfter));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            _failure = Unavailable($"no answer within {options.RequestTimeout.TotalSeconds:0.#} s");
        }
        catch (Exception error) when (error is HttpRequestException or IOException or JsonException)
        {
            _failure = Unavailable(error.Message, error);
        }
        return (null, null);
    }

    static async Task<JsonDocument> ParseAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        return await JsonDocument.ParseAsync(stream, cancellationToken: cancellation).ConfigureAwait(false);
    }

    static async Task<string> ReasonAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        const int maxLength = 300;
        var text = await response.Content.ReadAsStringAsync(cancellation).ConfigureAwait(false);
        return $"{(int)response.StatusCode} {response.ReasonPhrase} {(text.Length > maxLength ? text[..maxLength] : text)}".TrimEnd();
    }

    static bool IsPassing(HttpStatusCode status) =>
        status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests || (int)status >= 500;

    TimeSpan? AskedDelay(RetryConditionHeaderValue? retryAfter) =>
        retryAfter?.Delta ?? (retryAfter?.Date is { } date ? date - options.Time.GetUtcNow() : null);

    TimeSpan DelayOf(Backoff backoff, TimeSpan? asked)
    {
        var delay = backoff.Jittered(options.Random);
        if (asked is null || asked < delay) return delay;
        return asked.Value < LongestAskedDelay ? asked.Value : LongestAskedDelay;
    }

    LogException Unavailable(string reason, Exception? inner = null) =>
        new(LogErrorKind.Unavailable, $"{client.BaseAddress}: {reason}. It is tried again.", inner);

    LogException Refused(HttpRequestMessage request, HttpStatusCode status, string reason) =>
        _failure = new LogException(LogErrorKind.Invalid,
            $"{client.BaseAddress} refuses {request.RequestUri}: {reason}. Trying again would not help: check the token, the topic and "
                + "the size of records.",
            status == HttpStatusCode.RequestEntityTooLarge ? new TooLargeException() : null);
}

/// <summary>Why a request was refused: less at once may pass.</summary>
sealed class TooLargeException : Exception;
