using Tally.Engine.Columns;
using Tally.Engine.Connectors;
using Tally.Engine.Execution;
using Tally.Engine.Planning;
using Tally.Engine.State;
using Tally.Results;
using Tally.Results.Alerts;
using Tally.Results.History;
using Tally.Results.Sharing;

namespace Tally.Host.Running;

/// <summary>Hands the result of a metric's query to its table, to what watches it for alerts, and windows that are over to the
/// history.</summary>
sealed class MetricSink(MetricTable table, AlertWatch? watch, ICheckpointedSink? history, ResultPublisher? publisher) : LiveSink
{
    public override string? Problem => history?.Problem;

    public override string? Notice => history?.Notice;

    public override long RefusedCount => history?.RefusedCount ?? 0;

    public override long ErrorCount => history?.ErrorCount ?? 0;

    protected override void Accept(Batch batch)
    {
        table.Process(batch);
        watch?.Process(batch);
    }

    public override void OnWatermark(long watermarkMs) => table.OnWatermark(watermarkMs);

    public override void Refresh()
    {
        Remember();
        table.Refresh();
    }

    public override ValueTask FlushAsync(CancellationToken cancellation) => ValueTask.CompletedTask;

    public override void Start(QueryPlan plan)
    {
        if (history is not null) table.NoteFinal();
        history?.Start(isUpdating: false, HistorySink.Key);
    }

    public override void OnCaughtUp() => publisher?.OnCaughtUp(table.Metric.Name);

    public override void OnCheckpoint(long number) => history?.OnCheckpoint(number);

    public override void Snapshot(StateWriter writer)
    {
        Remember();
        table.Snapshot(writer);
        Write(writer, part => watch?.Snapshot(part));
        Write(writer, part => history?.Snapshot(part));
    }

    public override void Restore(StateReader reader)
    {
        table.Restore(reader);
        Read(reader, part => watch?.Restore(part));
        Read(reader, part => history?.Restore(part));
    }

    // A metric may gain or lose its alerts and its history between two runs: what is not there any more is passed over.
    static void Write(StateWriter writer, Action<StateWriter> write)
    {
        var part = writer.Begin();
        write(writer);
        writer.End(part);
    }

    static void Read(StateReader reader, Action<StateReader> read)
    {
        if (reader.AtEnd) return;
        var part = reader.ReadBytes().ToArray();
        if (part.Length > 0) read(new StateReader(part));
    }

    void Remember()
    {
        if (history is not null) table.TakeFinal(history.Write);
    }
}
