using System.Collections.Immutable;
using Tally.Engine.Catalog;
using Tally.Engine.Columns;
using Tally.Engine.Connectors.Stores;
using Tally.Engine.State;
using Tally.Log;

namespace Tally.Engine.Connectors.Logs;

// Rows that go to a topic.
//
// A row that was made of one record has that record's source and position: it is appended at once, and appended again after a crash it is a
// repeat.
// Windows, joins and totals over several records have none. With the guarantee exactly-once they wait for the checkpoint that covers them,
// which gives
// them a source and positions of their own; without it they are appended at once, and after a crash those since the last checkpoint once
// more.

/// <summary>Appends the rows of a query to a topic, with the guarantee that its table asks for.</summary>
sealed class TopicSink : ICheckpointedSink
{
    /// <summary>The option that says how often a row may be there after a crash.</summary>
    public const string GuaranteeOption = "sink.delivery-guarantee";

    public const string ExactlyOnce = "exactly-once";

    // How soon after a checkpoint its rows leave.
    static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(50);

    readonly LogSink _direct;
    readonly AppendSink _held;
    readonly bool _holds;
    bool _isLive;

    TopicSink(LogSink direct, AppendSink held, bool holds) => (_direct, _held, _holds) = (direct, held, holds);

    public string? Problem => _direct.Problem ?? _held.Problem;

    public long ErrorCount => _held.ErrorCount;

    public LogLag Lag => _direct.Lag;

    public bool IsFull => _held.IsFull;

    /// <param name="newEncoder">Makes an encoder; rows that wait are encoded by another thread.</param>
    /// <param name="guarantee">That of a table which names none.</param>
    /// <param name="owned">A log that was opened for this table alone, and is closed with it.</param>
    public static TopicSink Create(TableDefinition table, ILog log, string topic, TopicOptions options, Func<RecordEncoder> newEncoder,
        PartitionChoice choice, ConnectorContext context, string guarantee, IAsyncDisposable? owned = null)
    {
        var schema = new Schema(RecordEncoders.Written(table).Select(column => new Field(column.Name, column.Type)));
        var store = new LogRowStore(log, topic, options, newEncoder(), choice);
        return new(new(log, topic, options, newEncoder(), choice, context.Clock, owned),
            new(store, schema, new() { Interval = s_interval }, context.Clock),
            table.Options.GetValueOrDefault(GuaranteeOption, guarantee) == ExactlyOnce);
    }

    public void Write(Batch batch)
    {
        if (_holds && _isLive && batch.Source is null) _held.Write(batch);
        else _direct.Write(batch);
    }

    public ValueTask FlushDirectAsync(CancellationToken cancellation) => _direct.FlushAsync(cancellation);

    public async ValueTask FlushAsync(CancellationToken cancellation)
    {
        await _direct.FlushAsync(cancellation);
        if (_isLive) await _held.FlushAsync(cancellation);
    }

    // Also without the guarantee: the checkpoint may hold rows of a start that had it.
    public void Start(bool isUpdating, ImmutableArray<int>? key)
    {
        _isLive = true;
        _held.Start(isUpdating, key);
    }

    public void OnCaughtUp() { }

    public void OnBarrier(long number) => _held.OnBarrier(number);

    public void OnCheckpoint(long number) => _held.OnCheckpoint(number);

    public void Snapshot(StateWriter writer) => _held.Snapshot(writer);

    // A checkpoint of a version whose topics had no state holds nothing here.
    public void Restore(StateReader reader)
    {
        if (!reader.AtEnd) _held.Restore(reader);
    }

    public async ValueTask DisposeAsync()
    {
        await _held.DisposeAsync();
        await _direct.DisposeAsync();
    }
}
