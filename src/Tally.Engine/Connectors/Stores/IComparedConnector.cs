using Tally.Engine.Catalog;
using Tally.Engine.Columns;

namespace Tally.Engine.Connectors.Stores;

/// <summary>A connector whose tables can be compared with what they should hold.</summary>
public interface IComparedConnector : IConnector
{
    /// <summary>Compares what the table holds with the given rows.</summary>
    /// <exception cref="StoreException">It cannot be reached or used.</exception>
    ValueTask<Comparison> CompareAsync(TableDefinition table, ExpectedRows expected, ConnectorContext context,
        CancellationToken cancellation);
}

/// <summary>Rows that a table should hold.</summary>
/// <param name="IsOpen">For each row whether its window is not over yet: it may be missing.</param>
/// <param name="IsOfRange">Whether a row of the table, with its columns, is within what was recomputed.</param>
public sealed record ExpectedRows(Batch Rows, IReadOnlyList<bool> IsOpen, Func<Batch, int, bool> IsOfRange)
{
    /// <summary>The rows as of a moment after the table was read, asked for only when it differs: a row that changes in between may have
    /// either value, or one between them.</summary>
    public Func<ValueTask<ExpectedRows>>? Later { get; init; }
}

/// <summary>What a comparison found.</summary>
/// <param name="Count">Rows that were compared.</param>
/// <param name="Differences">One line each: what is missing, what should not be there, what has another value.</param>
public sealed record Comparison(long Count, IReadOnlyList<string> Differences)
{
    /// <summary>Why nothing could be compared; null when it was.</summary>
    public string? Skipped { get; init; }

    /// <summary>Rows that were changing while the table was read, and had a value that need not be wrong.</summary>
    public long ChangingCount { get; init; }
}
