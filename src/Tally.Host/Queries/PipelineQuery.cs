using Tally.Engine.Connectors;
using Tally.Engine.Execution;
using Tally.Engine.Expressions;
using Tally.Engine.Formats;
using Tally.Engine.Operators;
using Tally.Engine.Planning;
using Tally.Engine.Planning.Logical;
using Tally.Engine.Sql;
using Tally.Engine.Sql.Ast;
using Tally.Host.Sessions;
using Tally.Log;

namespace Tally.Host.Queries;

/// <summary>A query over the topics that a pipeline's tables name, bounded by what the log holds now. It has a catalog of its own and
/// changes nothing.</summary>
sealed class PipelineQuery
{
    readonly Planner _planner = new();
    readonly SessionCatalog _catalog;

    /// <exception cref="SqlException">The text is no query, or one that may not run here.</exception>
    public PipelineQuery(IReadOnlyList<SourceText> pipeline, QueryRequest request)
    {
        _catalog = new(SqlSessions.Connectors, FormatRegistry.Default, _planner);
        PipelineFiles.Load(pipeline, _catalog);
        var statements = Parser.Parse(new SourceText("query", request.Sql)).OrThrow();
        if (statements is not [.., SelectStatement select])
            throw Refused(statements is [.., var last] ? last.Span : default, "a query ends with a SELECT");
        foreach (var statement in statements.SkipLast(1))
        {
            if (statement is not (SetStatement { Key: not null } or ResetStatement or CreateViewStatement))
                throw Refused(statement.Span, "only SET and CREATE VIEW may stand before the SELECT");
            _catalog.Apply(statement);
        }
        var plan = _planner.PlanQuery(select.Query, _catalog);
        CheckTables(plan.Root, select.Span);
        Plan = Planner.Cut(plan, request.From, request.To, _catalog.Context.TimeZone);
    }

    public QueryPlan Plan { get; }

    public TimeZoneInfo TimeZone => _catalog.Context.TimeZone;

    /// <summary>Opens the query up to what the log holds now.</summary>
    public ValueTask<BoundedRun> OpenAsync(ILog log, IOutput output, IBadRecords bad, CancellationToken cancellation)
    {
        var binding = _catalog.Context;
        var context = new ConnectorContext(new ExistingTopics(log), FormatRegistry.Default, binding.TimeZone, Environment.CurrentDirectory,
            binding.Clock, binding.Settings);
        return BoundedRun.OpenAsync(_planner.Build([(Plan, output)], _catalog), SqlSessions.Connectors, context,
            new PumpOptions(bad, GuardFuture: true), cancellation);
    }

    // Files and other stores are for those who may log in to this machine.
    static void CheckTables(LogicalNode node, TextSpan span)
    {
        if (node is ScanNode { Table: var table } && !SqlSessions.Connectors.Find(table.Connector)!.IsOpenToQueries)
            throw Refused(span, $"table {table.Name} is of the connector '{table.Connector}': only topics of the log can be asked here",
                "tally sql reads files");
        foreach (var input in node.Inputs) CheckTables(input, span);
    }

    static SqlException Refused(TextSpan span, string message, string? hint = null) => new(ErrorCode.Unsupported, span, message, hint);
}
