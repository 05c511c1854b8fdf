namespace Tally.Results;

/// <summary>The newest rows of one metric, wherever they come from; read by any thread.</summary>
public interface IMetricRows
{
    MetricDefinition Metric { get; }

    /// <summary>Called after a change, on the thread that made it.</summary>
    event Action<IMetricRows>? Changed;

    /// <summary>A consistent copy of the rows that a request asks for.</summary>
    ResultRows Read(RowsRequest request);
}
