using Tally.Engine.Connectors;
using Tally.Engine.Expressions;
using Tally.Engine.Formats;
using Tally.Engine.Planning;
using Tally.Log;

namespace Tally.Engine.Execution;

/// <summary>What a session works with.</summary>
public sealed record SessionOptions(ConnectorRegistry Connectors, IFormatRegistry Formats, IQueryPlanner Planner)
{
    /// <summary>Where relative paths in SQL start.</summary>
    public string WorkingDirectory { get; init; } = Environment.CurrentDirectory;

    /// <summary>Clock, functions and randomness.</summary>
    public BindingContext Binding { get; init; } = new();

    /// <summary>The log of tables with the connector 'log'; null without one.</summary>
    public ILog? Log { get; init; }

    /// <summary>What happens to a record that gives no row: it stops the query, or is counted.</summary>
    public IBadRecords BadRecords { get; init; } = new StopAtBadRecord();

    /// <summary>The records of a batch.</summary>
    public int BatchRecords { get; init; } = PumpOptions.DefaultRecords;

    /// <summary>Stop after that many batches, and go on from the snapshot with everything made anew; for tests.</summary>
    public int? RestoreAfterBatches { get; init; }

    /// <summary>Is told of what is probably a mistake: a column that no record has.</summary>
    public Action<string>? OnNotice { get; init; }

    /// <summary>Is told of progress now and then.</summary>
    public Action<BoundedRun>? OnProgress { get; init; }
}
