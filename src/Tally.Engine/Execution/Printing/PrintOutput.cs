using Tally.Engine.Columns;
using Tally.Engine.Operators;

namespace Tally.Engine.Execution.Printing;

/// <summary>Prints the rows of a query that only inserts as they come, so that a large result needs no memory.</summary>
sealed class PrintOutput(IResultPrinter printer) : IOutput
{
    public void Process(Batch batch)
    {
        if (!batch.IsPreview) printer.Write(batch);
    }

    public void OnWatermark(long watermarkMs) { }

    public void Refresh() { }
}
