using Tally.Engine.Columns;
using Tally.Engine.Connectors;
using Tally.Engine.Connectors.Files;
using Tally.Engine.Formats;
using Tally.Engine.Operators;
using Tally.Engine.Planning;
using Tally.Engine.Sql;
using Tally.Engine.Sql.Ast;

namespace Tally.Engine.Tests.Sql;

/// <summary>Runs a script through everything that stands before execution; errors of the script are results, all else is a
/// finding.</summary>
sealed class FrontEnd : IOutput
{
    /// <summary>Tables that seeds and mutants name without creating them.</summary>
    const string Prelude = """
        CREATE TABLE t (a INT, b BIGINT, c STRING, d DECIMAL(10, 2), e DOUBLE, f BOOLEAN, g DATE, h ARRAY<STRING>, j STRING, r ROW<x INT,
            y STRING>,
          m MAP<STRING, INT>, x INT, y STRING, ts TIMESTAMP(3), user_id STRING, WATERMARK FOR ts AS ts - INTERVAL '5' SECOND)
        WITH ('connector' = 'filesystem', 'path' = 't.json', 'format' = 'json');
        CREATE TABLE orders (id INT, buyer STRING, amount DECIMAL(10, 2), ts TIMESTAMP_LTZ(3), WATERMARK FOR ts AS ts)
        WITH ('connector' = 'filesystem', 'path' = 'o.json', 'format' = 'json');
        CREATE TABLE sink (id BIGINT, n BIGINT) WITH ('connector' = 'blackhole');
        """;

    readonly Planner _planner = new();
    readonly SessionCatalog _catalog;

    FrontEnd() =>
        _catalog = new SessionCatalog(
            new ConnectorRegistry([new FileSystemConnector(), new BlackholeConnector(), new PrintConnector(TextWriter.Null)]),
            FormatRegistry.Default,
            _planner
        );

    /// <summary>Parses, defines, plans, explains and makes operators; renders every error.</summary>
    public static void Run(string sql)
    {
        var source = new SourceText("fuzz.sql", sql);
        var result = Parser.Parse(source);
        foreach (var error in result.Errors) Check(error);
        foreach (var statement in result.Statements) Spans.Check(statement, source);
        var frontEnd = new FrontEnd();
        foreach (var statement in Parser.Parse(new SourceText("prelude.sql", Prelude)).OrThrow().Concat(result.Statements))
            frontEnd.Run(statement);
    }

    void Run(Statement statement)
    {
        try
        {
            if (!_catalog.Apply(statement)) Plan(statement);
        }
        catch (SqlException wrong)
        {
            foreach (var error in wrong.Errors) Check(error);
        }
    }

    void Plan(Statement statement)
    {
        switch (statement)
        {
            case SelectStatement select: Build(_planner.PlanQuery(select.Query, _catalog)); break;
            case InsertStatement insert: Build(_planner.PlanInsert(insert, _catalog.UseTable(insert.Table, insert.Hints), _catalog)); break;
            case StatementSetStatement set: foreach (var insert in set.Inserts) Run(insert); break;
            case ExplainStatement explain: Run(explain.Statement); break;
            case ShowStatement show: Engine.Planning.Definitions.CatalogListing.Of(show, _catalog); break;
        }
    }

    void Build(QueryPlan plan)
    {
        _planner.Explain(plan, _catalog);
        _planner.Build([(plan, this)], _catalog);
    }

    static void Check(SqlError error)
    {
        if (error.Span.Text is not { } source)
            throw new InvalidOperationException($"an error without its place: {error.Code} {error.Message}");
        if (error.Span.Start < 0 || error.Span.Length < 0 || error.Span.Start + error.Span.Length > source.Text.Length)
            throw new InvalidOperationException($"the place of the error lies outside the text: {error.Message}");
        ErrorReport.Render(error);
    }

    void IOutput.Process(Batch batch) { }

    void IOutput.OnWatermark(long watermarkMs) { }

    void IOutput.Refresh() { }
}
