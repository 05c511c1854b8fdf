using Tally.Engine.Columns;
using Tally.Engine.Operators;

namespace Tally.Benchmarks.Inputs;

/// <summary>Counts result rows and forgets them.</summary>
sealed class CountRows : IOutput
{
    public long Count { get; private set; }

    public void Process(Batch batch) => Count += batch.Count;

    public void OnWatermark(long watermarkMs) { }

    public void Refresh() { }
}
