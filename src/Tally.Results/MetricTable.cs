using Tally.Engine.Columns;
using Tally.Engine.Operators;
using Tally.Engine.State;

namespace Tally.Results;

// Results in memory.
//
// Every metric has a table that the engine writes and viewers read. Values are absolute: a window that is still open is replaced by its
// newest
// preview, a window that has fired by its final rows, a total by its newest value. So replay after a crash writes the same values again.
// The table is part of the checkpoint, since windows that have fired do not fire again.

/// <summary>The newest rows of one metric. Written by one worker, read by any thread.</summary>
public sealed class MetricTable(MetricDefinition metric, TimeZoneInfo timeZone, TimeProvider clock, int maxRows = 100_000)
    : IOutput, IMetricRows
{
    readonly Lock _lock = new();
    readonly WindowedRows? _windows = metric.IsWindowed && (metric.Key.Count == 0 || metric.IsCorrected)
        ? new(metric, new(timeZone), maxRows)
        : null;
    readonly KeyedRows _keyed = new(metric, new(timeZone), maxRows);
    bool _changed;

    public MetricDefinition Metric { get; } = metric;

    /// <summary>Called by the engine's thread after a refresh in which rows changed.</summary>
    public event Action<IMetricRows>? Changed;

    /// <summary>The watermark up to which the rows are complete, or null before the first.</summary>
    public DateTimeOffset? Watermark { get; private set; }

    /// <summary>When the rows were last brought up to date.</summary>
    public DateTimeOffset AsOf { get; private set; } = clock.GetUtcNow();

    public void Process(Batch batch)
    {
        lock (_lock)
        {
            if (_windows is not null && batch.Kinds is not null) _windows.Correct(batch);
            else if (_windows is not null) _windows.Take(batch.IsPreview, batch);
            else if (!batch.IsPreview) _keyed.Take(batch);
            _changed |= batch.Count > 0;
        }
    }

    public void OnWatermark(long watermarkMs)
    {
        if (watermarkMs is long.MinValue or long.MaxValue) return;
        lock (_lock) Watermark = DateTimeOffset.FromUnixTimeMilliseconds(watermarkMs);
    }

    public void Refresh()
    {
        lock (_lock)
        {
            AsOf = clock.GetUtcNow();
            if (!_changed) return;
            _changed = false;
        }
        Changed?.Invoke(this);
    }

    /// <summary>A consistent copy of the rows that a request asks for.</summary>
    public ResultRows Read(RowsRequest request)
    {
        lock (_lock)
        {
            var (rows, final, ends) = _windows is not null ? _windows.Select(request) : (_keyed.Select(request), false, []);
            return new ResultRows(Metric, [], AsOf, Watermark, final) { FinalEnds = ends }.With(request.Apply(Metric, rows));
        }
    }

    /// <summary>Hands over the windows that are over, or were corrected, since the last call, as rows of the history.</summary>
    public void TakeFinal(Action<Batch> take)
    {
        lock (_lock)
            if (_windows?.TakeFinal() is { } windows) take(windows);
    }

    /// <summary>From now on windows that are over are noted for <see cref="TakeFinal"/>.</summary>
    public void NoteFinal()
    {
        if (_windows is not null) _windows.NotesFinal = true;
    }

    /// <summary>The number of rows kept.</summary>
    public int RowCount
    {
        get
        {
            lock (_lock) return _windows?.RowCount ?? _keyed.RowCount;
        }
    }

    public void Snapshot(StateWriter writer)
    {
        lock (_lock)
        {
            if (_windows is not null) _windows.Snapshot(writer);
            else _keyed.Snapshot(writer);
        }
    }

    public void Restore(StateReader reader)
    {
        lock (_lock)
        {
            if (_windows is not null) _windows.Restore(reader);
            else _keyed.Restore(reader);
            _changed = true;
        }
    }
}
