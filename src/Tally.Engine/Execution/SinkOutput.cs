using Tally.Engine.Columns;
using Tally.Engine.Connectors;
using Tally.Engine.Planning;
using Tally.Engine.State;
using Tally.Log;

namespace Tally.Engine.Execution;

/// <summary>Hands the final rows of a query to a table's sink.</summary>
/// <param name="earlierCount">How many queries of the run, stated before, write the same topic: what one of them has stored of a source is no repeat for another.</param>
public sealed class SinkOutput(ISink sink, int earlierCount = 0) : ILiveSink
{
    (string Given, string Own) _source = ("", "");
    readonly ICheckpointedSink? _checkpointed = sink as ICheckpointedSink;

    /// <summary>Rows handed over so far.</summary>
    public long RowCount { get; private set; }

    public string? Problem => sink.Problem;

    public string? Notice => sink.Notice;

    public long RefusedCount => sink.RefusedCount;

    public long ErrorCount => sink.ErrorCount;

    public void Process(Batch batch)
    {
        if (batch.IsPreview) return;
        RowCount += batch.Count;
        sink.Write(earlierCount > 0 && batch.Source is { } source ? UnderOwnSource(batch, source) : batch);
    }

    Batch UnderOwnSource(Batch batch, string source)
    {
        if (_source.Given != source) _source = (source, $"{source}+{earlierCount}");
        var own = batch.With(batch.Columns);
        own.Source = _source.Own;
        return own;
    }

    public void OnWatermark(long watermarkMs) { }

    public void Refresh() { }

    public LogLag Lag => sink.Lag;

    public bool IsFull => _checkpointed?.IsFull ?? false;

    // A sink whose rows wait in the checkpoint stores them when it can.
    public ValueTask FlushAsync(CancellationToken cancellation) => _checkpointed?.FlushDirectAsync(cancellation) ?? sink.FlushAsync(cancellation);

    public void Start(QueryPlan plan) => _checkpointed?.Start(plan.Changelog != Planning.Logical.ChangelogMode.InsertOnly, plan.UpsertKey);

    public void OnCaughtUp() => _checkpointed?.OnCaughtUp();

    public void OnBarrier(long number) => _checkpointed?.OnBarrier(number);

    public void OnCheckpoint(long number) => _checkpointed?.OnCheckpoint(number);

    public void Snapshot(StateWriter writer) => _checkpointed?.Snapshot(writer);

    public void Restore(StateReader reader) => _checkpointed?.Restore(reader);
}
