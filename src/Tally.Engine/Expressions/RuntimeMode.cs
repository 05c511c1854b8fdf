namespace Tally.Engine.Expressions;

/// <summary>What the end of the input means for a query.</summary>
public enum RuntimeMode
{
    /// <summary>Nothing, as for Flink's streaming mode: sorting needs the time attribute, an aggregate over no rows gives none.</summary>
    Streaming,

    /// <summary>The default over input that ends: results are sorted by anything, a global aggregate over no rows gives its row; late rows
    /// stay late.</summary>
    Bounded,

    /// <summary>Flink's batch mode: in addition no row is late.</summary>
    Batch,
}
