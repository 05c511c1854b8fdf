using Tally.Engine.Operators;
using Tally.Engine.State;

namespace Tally.Engine.Execution;

/// <summary>Takes the result of a live query on its worker's thread: changes, previews, watermarks; results, dashboards and INSERT targets implement it.</summary>
public interface ILiveSink : IOutput
{
    /// <summary>What keeps it from storing rows just now; null when nothing does. It keeps trying.</summary>
    string? Problem => null;

    /// <summary>Completes when everything taken so far is stored or handed on; called by the worker at every checkpoint, before its state counts.</summary>
    ValueTask FlushAsync(CancellationToken cancellation);

    /// <summary>Writes what the sink must have again after a restart, beside the state of the query.</summary>
    void Snapshot(StateWriter writer) { }

    /// <summary>Reads what <see cref="Snapshot"/> wrote.</summary>
    void Restore(StateReader reader) { }
}
