using Tally.Engine.Connectors.Stores;

namespace Tally.Results.History;

// The history of metrics.
//
// A metric's table in memory keeps the newest windows. When a window is over its rows go into the history too, as one entry that later ones
// of the same
// window replace (late rows may correct it, and a replay after a crash writes it again). It is written like any other store: what it does
// not have yet is
// part of the checkpoint. Entries are found by metric and window start.

/// <summary>The final windows of all metrics.</summary>
public interface IHistory : IAsyncDisposable
{
    /// <summary>Where the windows of a metric are stored; rows as <see cref="HistoryRows"/> makes them.</summary>
    IRowStore StoreFor(string metric);

    /// <summary>Windows in the order of their starts.</summary>
    /// <param name="fromMs">The first start, on the session's wall clock; null: the oldest.</param>
    /// <param name="toMs">The start behind the last; null: the newest.</param>
    /// <exception cref="StoreException">It cannot be reached.</exception>
    Task<IReadOnlyList<HistoryWindow>> ReadAsync(string metric, long? fromMs, long? toMs, int maxWindows, CancellationToken cancellation);
}

/// <summary>A window that is over.</summary>
/// <param name="StartMs">On the session's wall clock.</param>
/// <param name="Rows">All rows with all columns, as a JSON array of arrays.</param>
public sealed record HistoryWindow(long StartMs, long EndMs, string Rows);
