using Tally.Engine.Columns;

namespace Tally.Engine.Connectors;

/// <summary>A table whose rows can be asked for by key: the right side of a lookup join. Used by one thread.</summary>
public interface ILookup
{
    /// <summary>The rows of some keys; a key may have none, or several.</summary>
    /// <param name="keys">Distinct keys, none with a NULL.</param>
    /// <exception cref="Stores.StoreException">The table cannot be asked just now.</exception>
    LookupRows Find(Batch keys);
}

/// <summary>Rows that were found.</summary>
/// <param name="KeyIndexes">For each row the index of its key.</param>
public sealed record LookupRows(Batch Rows, IReadOnlyList<int> KeyIndexes);

/// <summary>How found rows are remembered.</summary>
/// <param name="MaxKeys">0: not at all.</param>
/// <param name="AfterWrite">How long after it was found; null: no limit.</param>
/// <param name="AfterAccess">How long after it was last used; null: no limit.</param>
/// <param name="KeepsMissing">Whether it is remembered that a key has no row.</param>
/// <param name="MaxRetries">How often a bounded run asks again.</param>
public sealed record LookupOptions(long MaxKeys, TimeSpan? AfterWrite, TimeSpan? AfterAccess, bool KeepsMissing, int MaxRetries);
