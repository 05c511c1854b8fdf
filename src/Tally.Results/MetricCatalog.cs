using System.Collections.Immutable;

namespace Tally.Results;

/// <summary>All metrics of this process by name; metrics may be added while others read.</summary>
public sealed class MetricCatalog
{
    ImmutableSortedDictionary<string, IMetricRows> _tables = ImmutableSortedDictionary.Create<string, IMetricRows>(StringComparer.Ordinal);

    /// <summary>Sorted by name.</summary>
    public IEnumerable<IMetricRows> Tables => _tables.Values;

    public void Add(IMetricRows table) => ImmutableInterlocked.Update(ref _tables, (tables, added) => tables.Add(added.Metric.Name, added), table);

    public IMetricRows? Find(string name) => _tables.GetValueOrDefault(name);
}
