using System.Buffers;
using System.Net.Http.Headers;
using System.Text.Json;
using Tally.Log.Batches;

namespace Tally.Log.Http;

/// <summary>Hands blocks of records to another Tally, one request after the other for each source, until they are stored there.</summary>
sealed class HttpPartition(string topic, HttpClient client, HttpLogOptions options) : IPartition
{
    readonly RetryingSender _sender = new(client, options);
    readonly string _ownSource = $"http-{Guid.NewGuid():N}";
    readonly SemaphoreSlim _ownTurn = new(1);
    int _maxRecords = options.MaxRecords;
    long _ownPosition;
    long _endOffset;

    public int Index => 0;

    public long StartOffset => 0;

    /// <summary>The offset after the last record that this process has stored there; others may have stored more.</summary>
    public long EndOffset => Volatile.Read(ref _endOffset);

    /// <summary>The last failure, until something succeeds again.</summary>
    public LogException? Failure => _sender.Failure;

    public async ValueTask<AppendResult> AppendAsync(string? source, RecordBlock records, CancellationToken cancellation = default)
    {
        if (records.Count == 0) return new AppendResult(-1, 0, 0);
        if (source is not null) return await SendAsync(source, records, cancellation).ConfigureAwait(false);
        await _ownTurn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            // Counted on whether it succeeds or not: what was given up may have been stored all the same.
            for (var index = 0; index < records.Count; index++) records.Positions[index] = _ownPosition++;
            return await SendAsync(_ownSource, records, cancellation).ConfigureAwait(false);
        }
        finally
        {
            _ownTurn.Release();
        }
    }

    public async ValueTask<long> LastPositionAsync(string source, CancellationToken cancellation = default)
    {
        var path = $"/api/v1/topics/{topic}/positions?source={Uri.EscapeDataString(source)}";
        using var answer = await _sender.SendAsync(() => new HttpRequestMessage(HttpMethod.Get, path), cancellation).ConfigureAwait(false);
        return Number(answer, "position");
    }

    public IPartitionReader OpenReader(long offset) => throw HttpLog.NotHere("be read");

    async ValueTask<AppendResult> SendAsync(string source, RecordBlock records, CancellationToken cancellation)
    {
        var total = new AppendResult(-1, 0, 0);
        for (var first = 0; first < records.Count;)
        {
            var count = CountOfNext(records, first);
            AppendResult part;
            try
            {
                part = await SendAsync(source, records, first, count, cancellation).ConfigureAwait(false);
            }
            catch (LogException error) when (error.InnerException is TooLargeException
                && records.Positions[first] < records.Positions[first + count - 1])
            {
                // The other side takes less at once than we thought.
                _maxRecords = count / 2;
                continue;
            }
            total = new AppendResult(total.Accepted > 0 ? total.BaseOffset : part.BaseOffset, total.Accepted + part.Accepted,
                total.Duplicate + part.Duplicate);
            first += count;
        }
        return total;
    }

    async ValueTask<AppendResult> SendAsync(string source, RecordBlock records, int first, int count, CancellationToken cancellation)
    {
        var body = ArrayPool<byte>.Shared.Rent((int)RecordFraming.MaxSizeOf(records, first, count));
        try
        {
            var length = RecordFraming.Encode(records, first, count, body);
            using var answer = await _sender.SendAsync(() => Request(source, body, length), cancellation).ConfigureAwait(false);
            var accepted = (int)Number(answer, "accepted");
            var baseOffset = accepted > 0 ? Number(answer, "baseOffset") : -1;
            if (accepted > 0) Volatile.Write(ref _endOffset, Math.Max(_endOffset, baseOffset + accepted));
            return new AppendResult(baseOffset, accepted, (int)Number(answer, "duplicate"));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(body);
        }
    }

    long Number(JsonDocument answer, string name)
    {
        var json = answer.RootElement;
        if (json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var found) && found.TryGetInt64(out var number))
            return number;
        throw new LogException(LogErrorKind.Invalid,
            $"{client.BaseAddress} answered '{json}', a number '{name}' expected. Is it a Tally of this version?");
    }

    HttpRequestMessage Request(string source, byte[] body, int length)
    {
        var request =
            new HttpRequestMessage(HttpMethod.Post, $"/api/v1/topics/{topic}/records") { Content = new ByteArrayContent(body, 0, length) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(RecordFraming.MediaType);
        request.Headers.Add("Tally-Source", Uri.EscapeDataString(source));
        return request;
    }

    // Records that share a position travel together: the other side compares with what it had before the request.
    int CountOfNext(RecordBlock records, int first)
    {
        var size = 0L;
        var end = first;
        while (end < records.Count)
        {
            var next = end + 1;
            var more = (long)Math.Max(0, records.Lengths[end]);
            for (; next < records.Count && records.Positions[next] == records.Positions[end]; next++)
                more += Math.Max(0, records.Lengths[next]);
            if (end > first && (size + more > options.MaxBodySizeBytes || next - first > _maxRecords)) break;
            size += more;
            end = next;
        }
        return end - first;
    }
}
