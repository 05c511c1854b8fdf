using System.Buffers;
using Tally.Engine.Columns;
using Tally.Engine.Formats;
using Tally.Log;

namespace Tally.Engine.Connectors.Logs;

/// <summary>Appends to one partition: while one block is on its way the next one fills, so that a slow disk makes larger blocks, not more waiting.</summary>
sealed class LogAppender(IPartition partition)
{
    const int MaxPendingBytes = 4 << 20;

    readonly ArrayBufferWriter<byte> _row = new();
    RecordBlock _filling = new();
    RecordBlock _sending = new();
    string? _source;
    Task? _inFlight;

    /// <summary>Takes one row.</summary>
    public void Add(Batch batch, int row, Encoder encoder)
    {
        if (_filling.Count > 0 && _source != batch.Source) Send(wait: true);
        _source = batch.Source;
        _row.ResetWrittenCount();
        encoder.Encode(batch, row, _row);
        _filling.Add(_row.WrittenSpan, batch.Positions is { } positions ? positions[row] : 0);
    }

    /// <summary>A good place to send: never between two rows of the same record.</summary>
    public void EndBatch()
    {
        if (_filling.Count > 0) Send(wait: _filling.ByteCount > MaxPendingBytes);
    }

    /// <exception cref="LogException">Something was not stored; the run goes back to its last checkpoint.</exception>
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
        _inFlight = partition.AppendAsync(_source, _sending).AsTask();
        if (_inFlight.IsFaulted) _inFlight.GetAwaiter().GetResult();
    }
}
