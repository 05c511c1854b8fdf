using Tally.Engine.Catalog;
using Tally.Engine.Connectors;
using Tally.Engine.Execution;
using Tally.Engine.Execution.Live;
using Tally.Engine.Formats;
using Tally.Engine.Operators;
using Tally.Engine.Planning;
using Tally.Engine.Sql;
using Tally.Engine.Sql.Ast;
using Tally.Log;

namespace Tally.Benchmarks.Inputs;

/// <summary>Tables and views of a text, planned: for lines that run operators without the program around them.</summary>
sealed class Queries
{
    readonly Planner _planner = new();
    readonly SessionCatalog _catalog;
    readonly ConnectorRegistry _connectors;
    readonly string _workingDirectory;

    /// <param name="connector">A connector beside those of the engine; null: none.</param>
    public Queries(string workingDirectory, string definitions, IConnector? connector = null)
    {
        _workingDirectory = workingDirectory;
        _connectors = ConnectorRegistry.BuiltIn(TextWriter.Null);
        if (connector is not null) _connectors = _connectors.With(connector);
        _catalog = new(_connectors, FormatRegistry.Default, _planner);
        foreach (var statement in Parser.Parse(new SourceText("bench", definitions)).OrThrow()) _catalog.Apply(statement);
    }

    public TableDefinition Table(string name) => _catalog.FindTable(name)!;

    public QueryPlan Plan(string view) => _planner.PlanQuery(_catalog.FindView(view)!.Query, _catalog);

    /// <summary>The operators of all views; their results go to one output.</summary>
    public Pipeline Build(IOutput output) => _planner.Build([.. _catalog.Views.Select(view => (Plan(view.Name), output))], _catalog);

    /// <summary>A run on this thread from the tables' start to their end.</summary>
    public ValueTask<BoundedRun> OpenAsync(IOutput output) =>
        BoundedRun.OpenAsync(Build(output), _connectors, Context(null), new PumpOptions(new CountBadRecords()));

    /// <summary>A live run with sinks of the caller's.</summary>
    public Task<LiveRun> OpenLiveAsync(ILog log, string checkpoints, IReadOnlyList<LiveQuery> queries) =>
        LiveRun.OpenAsync(new(_connectors, Context(log), group => _planner.Build(group, _catalog), checkpoints), queries);

    /// <summary>The sink of a table, not started.</summary>
    public ISink OpenSink(string table) => _connectors.Find(Table(table).Connector)!.CreateSink(Table(table), Context(null))!;

    ConnectorContext Context(ILog? log) =>
        new(log, FormatRegistry.Default, _catalog.Context.TimeZone, _workingDirectory, TimeProvider.System, _catalog.Settings);
}
