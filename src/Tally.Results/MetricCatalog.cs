namespace Tally.Results;

/// <summary>All metrics of this process by name.</summary>
public sealed class MetricCatalog
{
    readonly SortedDictionary<string, MetricTable> _tables = new(StringComparer.Ordinal);

    /// <summary>Sorted by name.</summary>
    public IReadOnlyCollection<MetricTable> Tables => _tables.Values;

    public void Add(MetricTable table) => _tables.Add(table.Metric.Name, table);

    public MetricTable? Find(string name) => _tables.GetValueOrDefault(name);
}
