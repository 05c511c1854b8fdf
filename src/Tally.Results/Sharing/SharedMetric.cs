namespace Tally.Results.Sharing;

/// <summary>A metric whose rows were computed elsewhere.</summary>
sealed class SharedMetric(ResultRows first) : IMetricRows
{
    readonly Lock _gate = new();
    ResultRows _latest = first;
    ResultRows _all = first;

    public MetricDefinition Metric
    {
        get
        {
            lock (_gate) return _latest.Metric;
        }
    }

    public event Action<IMetricRows>? Changed;

    public void Put(ResultRows rows, bool isAll)
    {
        lock (_gate)
        {
            if (isAll) _all = rows;
            else _latest = rows;
        }
        if (!isAll) Changed?.Invoke(this);
    }

    public ResultRows Read(RowsRequest request)
    {
        ResultRows rows;
        var isLatest = request.Window == "latest" && request.Windows is null;
        lock (_gate) rows = isLatest ? _latest : _all;
        return rows.With(request.Apply(rows.Metric, isLatest ? rows.Rows : Choose(rows, request)));
    }

    static IEnumerable<object?[]> Choose(ResultRows all, RowsRequest request)
    {
        if (request.Windows is { } count) return NewestPeriods.Of(all.Metric, all.Rows, count);
        var start = all.Metric.StartColumn;
        return start < 0 ? all.Rows : all.Rows.Where(row => row[start] is string text && request.Covers(text));
    }
}
