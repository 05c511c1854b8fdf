using Tally.Engine.Columns;
using Tally.Engine.Connectors;
using Tally.Engine.Formats;
using Tally.Engine.Operators;
using Tally.Engine.Planning;
using Tally.Engine.Planning.Logical;
using Tally.Engine.Sql;
using Tally.Engine.Sql.Ast;

namespace Tally.Engine.Tests.Planning;

/// <summary>Plans queries over a shop's tables, without reading anything.</summary>
sealed class Plans
{
    const string Tables = """
        CREATE TABLE orders (id INT NOT NULL, buyer STRING, category STRING, quantity INT, amount DECIMAL(10, 2), ts TIMESTAMP(3),
            WATERMARK FOR ts AS ts - INTERVAL '5' SECOND)
        WITH ('connector' = 'filesystem', 'path' = 'orders.json', 'format' = 'json');
        CREATE TABLE payments (order_id INT, paid DECIMAL(10, 2), ts TIMESTAMP(3), WATERMARK FOR ts AS ts)
        WITH ('connector' = 'filesystem', 'path' = 'payments.json', 'format' = 'json');
        CREATE TABLE carts (id INT, tags ARRAY<STRING>, items ARRAY<ROW<sku STRING, n INT>>)
        WITH ('connector' = 'filesystem', 'path' = 'carts.json', 'format' = 'json');
        """;

    readonly Planner _planner = new();

    public Plans(string definitions = "")
    {
        Catalog = new(ConnectorRegistry.BuiltIn(TextWriter.Null), FormatRegistry.Default, _planner);
        Define(Tables);
        Define(definitions);
    }

    public SessionCatalog Catalog { get; }

    /// <summary>Runs definitions.</summary>
    public void Define(string sql)
    {
        foreach (var statement in Parser.Parse(new SourceText("definitions", sql)).OrThrow()) Catalog.Apply(statement);
    }

    public QueryPlan Plan(string sql) =>
        _planner.PlanQuery(((SelectStatement)Parser.Parse(new SourceText("query", sql)).OrThrow()[0]).Query, Catalog);

    /// <summary>The plan of a view by itself; null when it is only a step of others.</summary>
    public QueryPlan? PlanView(string name) => _planner.PlanView(Catalog.FindView(name)!, Catalog);

    public QueryPlan PlanInsert(string sql)
    {
        var insert = (InsertStatement)Parser.Parse(new SourceText("query", sql)).OrThrow()[0];
        return _planner.PlanInsert(insert, Catalog.UseTable(insert.Table), Catalog);
    }

    public string Explain(string sql) => _planner.Explain(Plan(sql), Catalog);

    public Pipeline Build(params string[] queries) =>
        _planner.Build([.. queries.Select(sql => (Plan(sql), (IOutput)new Nowhere()))], Catalog);

    /// <summary>The names of the nodes of a plan without projections, root first.</summary>
    public string Shape(string sql) => Shape(Plan(sql).Root);

    /// <summary>The error of a query that is refused.</summary>
    public SqlError Refusal(string sql) => Xunit.Assert.Throws<SqlException>(() => Plan(sql)).Errors[0];

    /// <summary>The node of a kind that is nearest to the root.</summary>
    public static T Find<T>(LogicalNode node) where T : LogicalNode => Nodes(node).OfType<T>().First();

    public static IEnumerable<LogicalNode> Nodes(LogicalNode node) => node.Inputs.SelectMany(Nodes).Prepend(node);

    static string Shape(LogicalNode node)
    {
        if (node is ProjectNode) return Shape(node.Input);
        return node.Inputs.Length switch
        {
            0 => node.Name,
            1 => $"{node.Name} < {Shape(node.Input)}",
            _ => $"{node.Name}({string.Join(", ", node.Inputs.Select(Shape))})",
        };
    }

    sealed class Nowhere : IOutput
    {
        public void Process(Batch batch) { }
        public void OnWatermark(long watermarkMs) { }
        public void Refresh() { }
    }
}
