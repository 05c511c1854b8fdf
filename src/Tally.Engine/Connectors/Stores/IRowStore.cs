using Tally.Engine.Columns;

namespace Tally.Engine.Connectors.Stores;

/// <summary>A database that keeps rows: what connectors implement, below an <see cref="UpsertSink"/> or <see cref="AppendSink"/>. Called by
/// one task at a time.</summary>
public interface IRowStore : IAsyncDisposable
{
    /// <summary>Sees to the connection; called before rows are stored, and once a second without any.</summary>
    /// <returns>Whether rows stored before may be gone: all that are kept are given again.</returns>
    /// <exception cref="StoreException">It cannot be reached or used.</exception>
    ValueTask<bool> PrepareAsync(CancellationToken cancellation) => ValueTask.FromResult(false);

    /// <summary>Stores rows; those of the kind Delete are taken away by their key, those of the kind Insert were not stored before. Storing
    /// the same rows twice must change nothing, unless the mark says once.</summary>
    /// <exception cref="StoreException">They are not stored, or it is not known whether they are.</exception>
    ValueTask StoreAsync(Batch rows, StoreMark mark, CancellationToken cancellation);

    /// <summary>After a loss all rows that are kept have been given again.</summary>
    /// <exception cref="StoreException">It cannot be reached or used.</exception>
    ValueTask SettleAsync(CancellationToken cancellation) => ValueTask.CompletedTask;

    /// <summary>What an operator should know although rows are stored: values that the target cannot hold exactly, rows that it
    /// refuses.</summary>
    string? Notice => null;

    /// <summary>Rows left out because the target cannot hold them.</summary>
    long RefusedCount => 0;
}

/// <summary>Where rows stand in the life of a run.</summary>
/// <param name="Run">Tells runs apart that began without a checkpoint; goes on in the checkpoint.</param>
/// <param name="Checkpoint">The newest complete checkpoint, or the one that the rows belong to.</param>
/// <param name="IsOnce">The rows are new ones without a key: of one run and checkpoint they must be stored only once, together with both
/// numbers.</param>
public sealed record StoreMark(long Run, long Checkpoint, bool IsOnce)
{
    /// <summary>The checkpoint of a bounded run, which has none.</summary>
    public const long NoCheckpoint = -1;
}

/// <summary>A database does not take rows; the message says which, what it answered and what to do.</summary>
public sealed class StoreException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>How a sink stores.</summary>
public sealed record StoreOptions
{
    /// <summary>The most rows of one call.</summary>
    public int BatchRows { get; init; } = 1000;

    /// <summary>How long changes are gathered before they are stored.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Changes that wait at most before the query is held back.</summary>
    public int MaxWaitingRows { get; init; } = 100_000;

    /// <summary>New rows that wait at most, in bytes: for a checkpoint before one is asked for, for the store before the query is held
    /// back.</summary>
    public long MaxWaitingBytes { get; init; } = 32 << 20;

    /// <summary>Rows that are remembered after they are stored, to be given again; 0: none.</summary>
    public int KeptRows { get; init; }

    /// <summary>Whether rows of an updating query wait for their checkpoint; see <see cref="UpsertSink"/>.</summary>
    public bool IsAligned { get; init; }

    /// <summary>How often a bounded run tries again before it fails.</summary>
    public int MaxRetries { get; init; } = 3;
}
