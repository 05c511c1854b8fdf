using Tally.Engine.Catalog;
using Tally.Engine.Execution;
using Tally.Engine.Planning;
using Tally.Engine.Sql;
using Tally.Engine.Sql.Ast;
using Tally.Results;
using Tally.Results.Alerts;

namespace Tally.Host.Sessions;

/// <summary>Parses, binds and plans statements without running them, and looks whether what they name can be reached.</summary>
sealed class StatementCheck(SqlSession session)
{
    readonly List<CheckFinding> _findings = [];
    readonly HashSet<string> _written = [];
    readonly Planner _planner = new();

    /// <summary>What creates the tables where they are kept.</summary>
    public IEnumerable<string> Definitions =>
        session.Catalog.Tables.Where(table => session.Catalog.CheckOptions(table).Count == 0)
            .Select(table => SqlSessions.Connectors.Find(table.Connector)?.DefinitionOf(table)).OfType<string>();

    public async Task<IReadOnlyList<CheckFinding>> RunAsync(IEnumerable<string> paths, CancellationToken cancellation)
    {
        foreach (var path in paths)
        {
            if (Directory.Exists(path)) Try(() => PipelineFiles.Load(PipelineFiles.Find([path]), session.Catalog).ToList().ForEach(Check));
            else CheckFile(path);
        }
        foreach (var view in session.Catalog.Views) Try(() => Check(view));
        foreach (var table in session.Catalog.Tables)
        {
            var errors = session.Catalog.CheckOptions(table);
            foreach (var error in errors) Add(true, error);
            if (errors.Count == 0) await ProbeAsync(table, cancellation);
        }
        foreach (var warning in session.Catalog.Warnings) Add(false, warning);
        return [.. _findings.Distinct()];
    }

    async Task ProbeAsync(TableDefinition table, CancellationToken cancellation)
    {
        try
        {
            if (await ConnectivityProbe.ProblemAsync(table, _written.Contains(table.Name), cancellation) is { } problem) Add(true, problem);
        }
        catch (SqlException e)
        {
            AddAll(e);
        }
    }

    void Check(ViewDefinition view)
    {
        session.Catalog.InputEnds = false;
        if (_planner.PlanView(view, session.Catalog) is not { } plan) return;
        WarnOfState(plan);
        if (!MetricComments.IsMetric(plan)) return;
        var metric = MetricComments.Read(view, plan);
        foreach (var error in MetricCommentCheck.Find(view, metric)) Add(true, error);
        AlertComments.Read(view, metric, session.Catalog.Context);
    }

    void CheckFile(string path)
    {
        var parsed = Parser.Parse(new SourceText(path, File.ReadAllText(path)));
        foreach (var error in parsed.Errors) Add(true, error);
        foreach (var statement in parsed.Statements) Try(() => Check(statement));
    }

    // Only a query is read to the end of its input; what the other statements say must hold for a stream.
    void Check(Statement statement)
    {
        session.Catalog.InputEnds = statement is SelectStatement or ExplainStatement;
        switch (statement)
        {
            case SelectStatement select: WarnOfState(_planner.PlanQuery(select.Query, session.Catalog)); break;
            case InsertStatement insert:
                _written.Add(insert.Table.Name);
                WarnOfState(_planner.PlanInsert(insert, session.Catalog.UseTable(insert.Table, insert.Hints), session.Catalog));
                break;
            case StatementSetStatement set:
                foreach (var insert in set.Inserts) Try(() => Check(insert));
                break;
            case ExplainStatement explain: Check(explain.Statement); break;
            default: session.Catalog.Apply(statement); break;
        }
    }

    void WarnOfState(QueryPlan plan)
    {
        if (session.Catalog.Settings.ContainsKey("table.exec.state.ttl")) return;
        foreach (var finding in UnboundedState.Find(plan.Root)) Add(false, finding);
    }

    void Try(Action check)
    {
        try
        {
            check();
        }
        catch (SqlException e)
        {
            AddAll(e);
        }
    }

    void AddAll(SqlException e)
    {
        foreach (var error in e.Errors) Add(true, error);
    }

    void Add(bool isError, SqlError error) => _findings.Add(new(isError, error));
}
