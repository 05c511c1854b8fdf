using Tally.Engine.Columns;
using Tally.Engine.Execution;
using Tally.Engine.State;
using Tally.Results;

namespace Tally.Host.Running;

/// <summary>Hands the result of a metric's query to its table.</summary>
sealed class MetricSink(MetricTable table) : ILiveSink
{
    public void Process(Batch batch) => table.Process(batch);

    public void OnWatermark(long watermarkMs) => table.OnWatermark(watermarkMs);

    public void Refresh() => table.Refresh();

    public ValueTask FlushAsync(CancellationToken cancellation) => ValueTask.CompletedTask;

    public void Snapshot(StateWriter writer) => table.Snapshot(writer);

    public void Restore(StateReader reader) => table.Restore(reader);
}
