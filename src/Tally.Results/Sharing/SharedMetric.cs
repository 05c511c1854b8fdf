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
        lock (_gate) rows = request.Window == "latest" ? _latest : _all;
        var start = rows.Metric.StartColumn;
        var chosen = request.Window == "latest" || start < 0 ? rows.Rows : [.. rows.Rows.Where(row => row[start] is string text && request.Covers(text))];
        return rows with { Rows = request.Apply(rows.Metric, chosen) };
    }
}
