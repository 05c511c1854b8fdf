using Tally.Engine.Columns;

namespace Tally.Engine.Execution.Printing;

/// <summary>Writes the results of queries, one after the other, in one format.</summary>
public interface IResultPrinter
{
    /// <summary>A result begins.</summary>
    void Begin(Schema schema);

    /// <summary>Some of its rows, all of them inserts.</summary>
    void Write(Batch batch);

    /// <summary>The result is complete.</summary>
    void End();
}
