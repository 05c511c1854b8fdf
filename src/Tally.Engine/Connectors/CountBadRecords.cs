using Tally.Log;

namespace Tally.Engine.Connectors;

/// <summary>Leaves records that give no row out and counts them by kind.</summary>
public sealed class CountBadRecords : IBadRecords
{
    readonly SortedDictionary<string, long> _counts = new(StringComparer.Ordinal);

    /// <summary>The number left out of each kind.</summary>
    public IReadOnlyDictionary<string, long> Counts => _counts;

    /// <summary>The first one, as an example; null when there was none.</summary>
    public string? First { get; private set; }

    public void Take(ISourcePartition partition, RecordBlock block, int record, string kind, string reason)
    {
        First ??= $"{partition.Locate(block, record)}: {reason}";
        _counts[kind] = _counts.GetValueOrDefault(kind) + 1;
    }
}
