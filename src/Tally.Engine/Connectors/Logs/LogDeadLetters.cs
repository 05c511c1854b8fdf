using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Tally.Log;

namespace Tally.Engine.Connectors.Logs;

/// <summary>
/// Keeps dead letters in topics of the log. A record that could not be used is wrapped as {"kind","reason","source","position","record"}
/// ("recordBase64" where
/// it is not UTF-8); a late record is kept as it was, so that its topic can be read like the stream itself. Source and position make
/// repeats after a restart vanish.
/// </summary>
public sealed class LogDeadLetters(ILog log, TimeProvider? clock = null) : IDeadLetterSink
{
    const int MaxPendingBytes = 1 << 20;

    static readonly Backoff s_backoff = new(TimeSpan.FromMilliseconds(500));

    static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    readonly Lock _gate = new();
    readonly SemaphoreSlim _one = new(1);
    readonly ArrayBufferWriter<byte> _envelope = new();
    readonly Dictionary<(string Topic, string Source), RecordBlock> _storing = [];
    Dictionary<(string Topic, string Source), RecordBlock> _pending = [];
    long _pendingBytes;
    // Written by the flush under way, of which there is one; read by any thread.
    volatile string? _problem;

    public string? Problem => _problem;

    public void Take(string topic, DeadLetter letter)
    {
        bool full;
        lock (_gate)
        {
            if (!_pending.TryGetValue((topic, letter.Source), out var block)) _pending[(topic, letter.Source)] = block = new RecordBlock();
            block.Add(letter.Kind == "late" ? letter.Record.Span : Wrap(letter), letter.Position);
            full = (_pendingBytes += letter.Record.Length + 200) > MaxPendingBytes;
        }
        // Whoever brings more than the log can take has to wait.
        if (full) FlushAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult();
    }

    public async ValueTask FlushAsync(CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        try
        {
            if (_storing.Count > 0) await StoreAllAsync(cancellation); // what was cut short before comes first
            lock (_gate)
            {
                foreach (var (key, block) in _pending) _storing.Add(key, block);
                (_pending, _pendingBytes) = ([], 0);
            }
            await StoreAllAsync(cancellation);
        }
        finally
        {
            _one.Release();
        }
    }

    async Task StoreAllAsync(CancellationToken cancellation)
    {
        foreach (var ((topic, source), block) in _storing.ToList())
        {
            while (!await TryStoreAsync(topic, source, block, cancellation))
                await s_backoff.WaitAsync(clock ?? TimeProvider.System, cancellation);
            _storing.Remove((topic, source));
        }
    }

    // A log that is away or full holds back whoever has letters: none is lost.
    async Task<bool> TryStoreAsync(string topic, string source, RecordBlock block, CancellationToken cancellation)
    {
        try
        {
            var opened = await log.OpenTopicAsync(topic, log.Defaults, cancellation);
            await opened.Partitions[0].AppendAsync(source, block, cancellation);
            _problem = null;
            return true;
        }
        catch (LogException e) when (e.Kind == LogErrorKind.Unavailable)
        {
            _problem = e.Message;
            return false;
        }
    }

    ReadOnlySpan<byte> Wrap(DeadLetter letter)
    {
        _envelope.ResetWrittenCount();
        using var json = new Utf8JsonWriter(_envelope, Relaxed);
        json.WriteStartObject();
        json.WriteString("kind", letter.Kind);
        json.WriteString("reason", letter.Reason);
        json.WriteString("source", letter.Source);
        json.WriteNumber("position", letter.Position);
        if (Utf8.IsValid(letter.Record.Span)) json.WriteString("record", letter.Record.Span);
        else json.WriteBase64String("recordBase64", letter.Record.Span);
        json.WriteEndObject();
        json.Flush();
        return _envelope.WrittenSpan;
    }
}
