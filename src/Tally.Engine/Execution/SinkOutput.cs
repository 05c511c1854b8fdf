using Tally.Engine.Columns;
using Tally.Engine.Connectors;
using Tally.Engine.Planning;
using Tally.Engine.State;
using Tally.Log;

namespace Tally.Engine.Execution;

/// <summary>Hands the final rows of a query to a table's sink.</summary>
/// <param name="earlierCount">How many queries of the run, stated before, write the same topic: what one of them has stored of a source is
/// no repeat for another.</param>
public sealed class SinkOutput(ISink sink, int earlierCount = 0) : LiveSink
{
    (string Given, string Own) _source = ("", "");
    readonly ICheckpointedSink? _checkpointed = sink as ICheckpointedSink;

    public override string? Problem => sink.Problem;

    public override string? Notice => sink.Notice;

    public override long RefusedCount => sink.RefusedCount;

    public override long ErrorCount => sink.ErrorCount;

    protected override void Accept(Batch batch)
    {
        if (batch.IsPreview) return;
        sink.Write(earlierCount > 0 && batch.Source is { } source ? UnderOwnSource(batch, source) : batch);
    }

    Batch UnderOwnSource(Batch batch, string source)
    {
        if (_source.Given != source) _source = (source, $"{source}+{earlierCount}");
        var own = batch.With(batch.Columns);
        own.Source = _source.Own;
        return own;
    }

    public override void OnWatermark(long watermarkMs) { }

    public override void Refresh() { }

    public override LogLag Lag => sink.Lag;

    public override bool IsFull => _checkpointed?.IsFull ?? false;

    // A sink whose rows wait in the checkpoint stores them when it can.
    public override ValueTask FlushAsync(CancellationToken cancellation) =>
        _checkpointed?.FlushDirectAsync(cancellation) ?? sink.FlushAsync(cancellation);

    public override void Start(QueryPlan plan) =>
        _checkpointed?.Start(plan.Changelog != Planning.Logical.ChangelogMode.InsertOnly, plan.UpsertKey);

    public override void OnCaughtUp() => _checkpointed?.OnCaughtUp();

    public override void OnBarrier(long number) => _checkpointed?.OnBarrier(number);

    public override void OnCheckpoint(long number) => _checkpointed?.OnCheckpoint(number);

    public override void Snapshot(StateWriter writer) => _checkpointed?.Snapshot(writer);

    public override void Restore(StateReader reader) => _checkpointed?.Restore(reader);
}
