using Tally.Engine.Operators;

namespace Tally.Engine.Execution;

/// <summary>Takes the result of a live query on its worker's thread: changes, previews, watermarks; results, dashboards and INSERT targets implement it.</summary>
public interface ILiveSink : IOutput
{
    /// <summary>What keeps it from storing rows just now; null when nothing does. It keeps trying.</summary>
    string? Problem => null;

    /// <summary>Completes when everything taken so far is stored or handed on; called by the worker at every checkpoint, before its state counts.</summary>
    ValueTask FlushAsync(CancellationToken cancellation);
}
