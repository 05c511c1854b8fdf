using Tally.Engine.Columns;
using Tally.Engine.Operators;

namespace Tally.Engine.Execution.Live;

/// <summary>Counts the rows of a query's result on their way to the sink.</summary>
sealed class CountingOutput(ILiveSink sink) : IOutput
{
    long _rowCount;

    public long RowCount => Interlocked.Read(ref _rowCount);

    public void Process(Batch batch)
    {
        if (!batch.IsPreview) Interlocked.Add(ref _rowCount, batch.Count);
        sink.Process(batch);
    }

    public void OnWatermark(long watermarkMs) => sink.OnWatermark(watermarkMs);

    public void Refresh() => sink.Refresh();
}
