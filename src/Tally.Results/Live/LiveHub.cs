using Tally.Engine.Planning;

namespace Tally.Results.Live;

/// <summary>The newest state of every metric, serialised once a change, for any number of viewers.</summary>
/// <remarks>There are no queues: a viewer that is slow misses states in between and gets the newest.</remarks>
public sealed class LiveHub
{
    readonly Dictionary<string, LiveState> _states = [];
    readonly Lock _lock = new();
    TaskCompletionSource _change = new(TaskCreationOptions.RunContinuationsAsynchronously);
    long _version;

    /// <summary>How many rows of a metric a live state holds at most; the rest is there through REST.</summary>
    public int RowLimit { get; init; } = 500;

    /// <summary>Follows a table: every change of it becomes the newest state.</summary>
    public void Follow(MetricTable table)
    {
        table.Changed += Publish;
        Publish(table);
    }

    /// <summary>The newest state of a metric, or null when there is no such metric.</summary>
    public LiveState? Newest(string metric)
    {
        lock (_lock) return _states.GetValueOrDefault(metric);
    }

    /// <summary>Completes at the next change of any metric after the call.</summary>
    public Task NextChange
    {
        get
        {
            lock (_lock) return _change.Task;
        }
    }

    void Publish(MetricTable table)
    {
        var request = new RowsRequest("latest", Order: OrderOf(table.Metric), Limit: RowLimit);
        var message = ResultJson.Write(table.Read(request));
        TaskCompletionSource change;
        lock (_lock)
        {
            _states[table.Metric.Name] = new(++_version, message);
            (change, _change) = (_change, new(TaskCreationOptions.RunContinuationsAsynchronously));
        }
        change.SetResult();
    }

    /// <summary>The largest first, unless the rows are ranked already.</summary>
    static string? OrderOf(MetricDefinition metric)
    {
        if (metric.Columns.Any(column => column.Name == "rn")) return "rn";
        var measure = metric.Columns.FirstOrDefault(column => column.Role == ColumnRole.Measure);
        return measure is null ? null : "-" + measure.Name;
    }
}

/// <summary>One serialised state of a metric.</summary>
/// <param name="Version">Grows with every change of any metric.</param>
public sealed record LiveState(long Version, ReadOnlyMemory<byte> Message);
