using Tally.Engine.Columns;
using Tally.Engine.Connectors;

namespace Tally.Engine.Execution;

/// <summary>Hands the final rows of a query to a table's sink.</summary>
public sealed class SinkOutput(ISink sink) : ILiveSink
{
    /// <summary>Rows handed over so far.</summary>
    public long RowCount { get; private set; }

    public string? Problem => sink.Problem;

    public void Process(Batch batch)
    {
        if (batch.IsPreview) return;
        RowCount += batch.Count;
        sink.Write(batch);
    }

    public void OnWatermark(long watermarkMs) { }

    public void Refresh() { }

    public ValueTask FlushAsync(CancellationToken cancellation) => sink.FlushAsync(cancellation);
}
