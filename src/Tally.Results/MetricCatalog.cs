using System.Collections.Immutable;

namespace Tally.Results;

/// <summary>All metrics of this process by name; metrics may be added while others read.</summary>
public sealed class MetricCatalog
{
    ImmutableSortedDictionary<string, IMetricRows> _tables = ImmutableSortedDictionary.Create<string, IMetricRows>(StringComparer.Ordinal);

    ImmutableDictionary<string, MetricLayout> _layouts = ImmutableDictionary.Create<string, MetricLayout>(StringComparer.Ordinal);

    /// <summary>Sorted by name.</summary>
    public IEnumerable<IMetricRows> Tables => _tables.Values;

    public void Add(IMetricRows table) =>
        ImmutableInterlocked.Update(ref _tables, (tables, added) => tables.Add(added.Metric.Name, added), table);

    /// <summary>Says where a metric stands from now on, whatever its comments say.</summary>
    public void Arrange(MetricLayout layout) =>
        ImmutableInterlocked.Update(ref _layouts, (layouts, added) => layouts.SetItem(added.Metric, added), layout);

    /// <summary>Where a metric stands.</summary>
    public MetricLayout LayoutOf(MetricDefinition metric) =>
        _layouts.GetValueOrDefault(metric.Name) ?? new(metric.Name, metric.Screen, metric.Place, metric.IsHidden);

    public IMetricRows? Find(string name) => _tables.GetValueOrDefault(name);
}
