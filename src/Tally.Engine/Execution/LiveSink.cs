using Tally.Engine.Columns;
using Tally.Engine.Operators;
using Tally.Engine.Planning;
using Tally.Engine.State;
using Tally.Log;

namespace Tally.Engine.Execution;

/// <summary>Takes the result of a live query on its worker's thread: changes, previews, watermarks; results, dashboards and INSERT targets
/// implement it.</summary>
public abstract class LiveSink : IOutput
{
    long _rowCount;

    /// <summary>Rows taken so far, without previews; asked by any thread.</summary>
    public long RowCount => Interlocked.Read(ref _rowCount);

    public void Process(Batch batch)
    {
        if (!batch.IsPreview) Interlocked.Add(ref _rowCount, batch.Count);
        Accept(batch);
    }

    /// <summary>Takes rows: changes, or the previews of windows that are open.</summary>
    protected abstract void Accept(Batch batch);

    public abstract void OnWatermark(long watermarkMs);

    public abstract void Refresh();

    /// <summary>What keeps it from storing rows just now; null when nothing does. It keeps trying.</summary>
    public virtual string? Problem => null;

    /// <summary>What an operator should know although rows are stored; null when there is nothing.</summary>
    public virtual string? Notice => null;

    /// <summary>How often storing has failed since the start.</summary>
    public virtual long ErrorCount => 0;

    /// <summary>Rows left out because the target cannot hold them; <see cref="Notice"/> says which and why.</summary>
    public virtual long RefusedCount => 0;

    /// <summary>Records that are handed over and not acknowledged by a log.</summary>
    public virtual LogLag Lag => default;

    /// <summary>Whether it holds so many rows for a checkpoint that no more should be read until one is complete; asked by any
    /// thread.</summary>
    public virtual bool IsFull => false;

    /// <summary>The run begins; called after <see cref="Restore"/>.</summary>
    public virtual void Start(QueryPlan plan) { }

    /// <summary>All that the log held at the start is computed and handed over.</summary>
    public virtual void OnCaughtUp() { }

    /// <summary>What was taken so far belongs to the checkpoint of this number; <see cref="Snapshot"/> follows.</summary>
    public virtual void OnBarrier(long number) { }

    /// <summary>The checkpoint of this number is on disk; called on any thread.</summary>
    public virtual void OnCheckpoint(long number) { }

    /// <summary>Completes when everything taken so far is stored or handed on; called by the worker at every checkpoint, before its state
    /// counts.</summary>
    public abstract ValueTask FlushAsync(CancellationToken cancellation);

    /// <summary>Writes what the sink must have again after a restart, beside the state of the query.</summary>
    public virtual void Snapshot(StateWriter writer) { }

    /// <summary>Reads what <see cref="Snapshot"/> wrote.</summary>
    public virtual void Restore(StateReader reader) { }
}
