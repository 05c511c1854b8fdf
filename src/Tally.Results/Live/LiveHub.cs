using Tally.Engine.Planning;

namespace Tally.Results.Live;

/// <summary>The newest state of every metric, serialized at most once a change, for any number of viewers.</summary>
/// <remarks>There are no queues: a viewer that is slow misses states in between and gets the newest.</remarks>
public sealed class LiveHub
{
    readonly Dictionary<string, Followed> _tables = [];
    readonly Lock _lock = new();
    readonly LivePictures _pictures;
    TaskCompletionSource _change = new(TaskCreationOptions.RunContinuationsAsynchronously);
    long _version;

    /// <param name="pictureInterval">How often viewers of cuts get what has changed; null: once a second.</param>
    public LiveHub(TimeProvider? clock = null, TimeSpan? pictureInterval = null) =>
        _pictures = new(Find, pictureInterval ?? TimeSpan.FromSeconds(1), clock ?? TimeProvider.System);

    /// <summary>Pictures of what viewers show.</summary>
    internal LivePictures Pictures => _pictures;

    /// <summary>What the pipeline is doing, as JSON, for viewers that ask for it.</summary>
    public Func<ReadOnlyMemory<byte>?>? Pipeline
    {
        set => _pictures.Pipeline = value;
    }

    /// <summary>How many rows of a metric a live state holds at most; the rest is there through REST.</summary>
    public int RowLimit { get; init; } = 500;

    /// <summary>Follows a table: every change of it becomes the newest state.</summary>
    public void Follow(IMetricRows table)
    {
        var followed = new Followed(table, new RowsRequest("latest", Order: OrderOf(table.Metric), Limit: RowLimit));
        lock (_lock) _tables.Add(table.Metric.Name, followed);
        table.Changed += _ => Publish(followed);
        Publish(followed);
    }

    /// <summary>The newest state of a metric, or null when there is no such metric. The first to ask for a change serializes it.</summary>
    public LiveState? Newest(string metric)
    {
        Followed? followed;
        lock (_lock) followed = _tables.GetValueOrDefault(metric);
        return followed?.Newest();
    }

    /// <summary>Completes at the next change of any metric after the call.</summary>
    public Task NextChange
    {
        get
        {
            lock (_lock) return _change.Task;
        }
    }

    IMetricRows? Find(string metric)
    {
        lock (_lock) return _tables.GetValueOrDefault(metric)?.Table;
    }

    void Publish(Followed followed)
    {
        TaskCompletionSource change;
        lock (_lock)
        {
            followed.Version = ++_version;
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

    /// <summary>A table with its newest state, which is made when somebody asks for it.</summary>
    sealed class Followed(IMetricRows table, RowsRequest request)
    {
        public IMetricRows Table => table;

        readonly Lock _making = new();
        LiveState? _state;
        long _newest;

        /// <summary>The version of the newest change.</summary>
        public long Version
        {
            set => Volatile.Write(ref _newest, value);
        }

        public LiveState Newest()
        {
            lock (_making)
            {
                var version = Volatile.Read(ref _newest);
                if (_state?.Version != version) _state = new(version, ResultJson.Write(table.Read(request)));
                return _state;
            }
        }
    }
}

/// <summary>One serialized state of a metric.</summary>
/// <param name="Version">Grows with every change of any metric.</param>
public sealed record LiveState(long Version, ReadOnlyMemory<byte> Message);
