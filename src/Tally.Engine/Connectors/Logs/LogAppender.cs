using Tally.Engine.Columns;
using Tally.Log;

namespace Tally.Engine.Connectors.Logs;

/// <summary>Appends to one partition: while one block is on its way the next one fills, so that a slow disk makes larger blocks, not more
/// waiting.</summary>
sealed class LogAppender(IPartition partition, TimeProvider clock)
{
    const int MaxPendingBytes = 4 << 20;

    static readonly Backoff s_backoff = new(TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(2));

    RecordBlock _filling = new();
    RecordBlock _sending = new();
    string? _source;
    Task? _inFlight;
    // Written by the append under way, of which there is one; read by any thread.
    volatile string? _problem;
    Waiting? _filled, _sent;

    /// <summary>What a block holds, as other threads may know it.</summary>
    sealed record Waiting(int Count, int SizeBytes, long Since);

    /// <summary>Takes one row of the batch that the encoder has begun.</summary>
    public void Add(Batch batch, int row, RecordEncoder encoder)
    {
        if (_filling.Count > 0 && _source != batch.Source) Send(wait: true);
        _source = batch.Source;
        encoder.Append(row, _filling, batch.Positions is { } positions ? positions[row] : 0);
    }

    /// <summary>A good place to send: never between two rows of the same record.</summary>
    public void EndBatch()
    {
        if (_filling.Count > 0) Send(wait: _filling.ByteCount > MaxPendingBytes);
        Volatile.Write(ref _filled,
            _filling.Count == 0 ? null : new(_filling.Count, _filling.ByteCount, _filled?.Since ?? clock.GetTimestamp()));
    }

    /// <summary>What is taken and not acknowledged, as of the last batch; asked by any thread.</summary>
    public LogLag Lag => LagOf(Volatile.Read(ref _filled)) + LagOf(Volatile.Read(ref _sent));

    LogLag LagOf(Waiting? waiting) =>
        waiting is null ? default : new(waiting.Count, waiting.SizeBytes, (long)clock.GetElapsedTime(waiting.Since).TotalMilliseconds);

    /// <summary>What keeps the partition from taking records; null when nothing does.</summary>
    public string? Problem => _problem;

    /// <summary>Completes when everything taken is stored, however long the log is away.</summary>
    /// <exception cref="LogException">The log will never take it.</exception>
    public async ValueTask FlushAsync(CancellationToken cancellation)
    {
        if (_inFlight is { } first) await first.WaitAsync(cancellation);
        if (_filling.Count > 0) Send(wait: true);
        if (_inFlight is { } second) await second.WaitAsync(cancellation);
    }

    // One append at a time: positions must reach the partition in order, and a failed block must not be overtaken by the next.
    void Send(bool wait)
    {
        if (_inFlight is { IsCompletedSuccessfully: false } under)
        {
            if (!wait && !under.IsFaulted) return;
            under.GetAwaiter().GetResult();
        }
        (_filling, _sending) = (_sending, _filling);
        _filling.Clear();
        Volatile.Write(ref _sent, new(_sending.Count, _sending.ByteCount, _filled?.Since ?? clock.GetTimestamp()));
        Volatile.Write(ref _filled, null);
        _inFlight = AppendAsync(_source, _sending);
    }

    // A full disk or a log that is away holds the query back until there is room: nothing is lost, and nothing overtakes.
    async Task AppendAsync(string? source, RecordBlock block)
    {
        for (var backoff = s_backoff; ; backoff = backoff.Next)
        {
            try
            {
                await partition.AppendAsync(source, block);
                Volatile.Write(ref _sent, null);
                _problem = null;
                return;
            }
            catch (LogException e) when (e.Kind == LogErrorKind.Unavailable)
            {
                _problem = e.Message;
            }
            await backoff.WaitAsync(clock);
        }
    }
}
