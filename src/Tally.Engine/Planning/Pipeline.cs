using Tally.Engine.Catalog;
using Tally.Engine.Columns;
using Tally.Engine.Operators;

namespace Tally.Engine.Planning;

/// <summary>Operators wired together, with the places where rows enter. One thread at a time runs it.</summary>
/// <param name="Sources">One for each table that is read; equal reads of one table are shared.</param>
/// <param name="Operators">All operators in a stable order: what a snapshot writes, a restore reads in the same order.</param>
public sealed record Pipeline(IReadOnlyList<PipelineSource> Sources, IReadOnlyList<Operator> Operators)
{
    /// <summary>Tells pipelines that compute the same apart from others: the state in a checkpoint fits only the fingerprint it was written
    /// under.</summary>
    public string Fingerprint { get; init; } = "";
}

/// <summary>A table that a pipeline reads, and where its rows go.</summary>
/// <param name="Columns">The indexes of the table's columns that are read, in the order in which the batches must have them. The time
/// attribute is read whenever the plan needs the watermark.</param>
/// <param name="KeyColumns">For each column whether it is used as a key: text comes as dictionary codes then.</param>
/// <param name="Output">Takes batches, watermarks and refreshes.</param>
/// <param name="NeedsRowWatermarks">Whether every batch must have <see cref="Batch.RowWatermarks"/> (sessions, OVER, deduplication), not
/// only those with late rows.</param>
public sealed record PipelineSource(TableDefinition Table, IReadOnlyList<int> Columns, IReadOnlyList<bool> KeyColumns, IOutput Output,
    bool NeedsRowWatermarks);
