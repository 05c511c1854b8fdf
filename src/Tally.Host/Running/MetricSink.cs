using Tally.Engine.Columns;
using Tally.Engine.Execution;
using Tally.Engine.State;
using Tally.Results;
using Tally.Results.Alerts;

namespace Tally.Host.Running;

/// <summary>Hands the result of a metric's query to its table, and to what watches it for alerts.</summary>
sealed class MetricSink(MetricTable table, AlertWatch? watch) : ILiveSink
{
    public void Process(Batch batch)
    {
        table.Process(batch);
        watch?.Process(batch);
    }

    public void OnWatermark(long watermarkMs) => table.OnWatermark(watermarkMs);

    public void Refresh() => table.Refresh();

    public ValueTask FlushAsync(CancellationToken cancellation) => ValueTask.CompletedTask;

    public void Snapshot(StateWriter writer)
    {
        table.Snapshot(writer);
        watch?.Snapshot(writer);
    }

    public void Restore(StateReader reader)
    {
        table.Restore(reader);
        // A checkpoint from before the metric had alerts ends here.
        if (!reader.AtEnd) watch?.Restore(reader);
    }
}
