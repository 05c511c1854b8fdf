using Tally.Engine.Columns;
using Tally.Engine.Execution.Printing;

namespace Tally.Host.Sessions;

/// <summary>Takes the progress line away before rows are printed.</summary>
sealed class ClearingPrinter(IResultPrinter printer, ProgressLine progress) : IResultPrinter
{
    public void Begin(Schema schema)
    {
        progress.Clear();
        printer.Begin(schema);
    }

    public void Write(Batch batch)
    {
        progress.Clear();
        printer.Write(batch);
    }

    public void End()
    {
        progress.Clear();
        printer.End();
    }
}
