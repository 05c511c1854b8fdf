using Tally.Engine.Connectors;
using Tally.Engine.Formats;
using Tally.Engine.Planning;
using Tally.Engine.Planning.Logical;
using Tally.Engine.Sql;
using Tally.Engine.Sql.Ast;
using Xunit;

namespace Tally.Engine.Tests.Planning;

/// <summary>A view is bound when it is created, and planned where it is used.</summary>
public sealed class ViewPlanTests
{
    const string Ranked = "SELECT id, buyer, ROW_NUMBER() OVER (PARTITION BY buyer ORDER BY amount DESC) AS rn FROM orders";

    [Theory]
    [InlineData("SELECT id FROM r WHERE rn <= 3")]
    [InlineData("SELECT id FROM renamed WHERE place <= 3")]
    [InlineData("SELECT id FROM narrow WHERE rn <= 3 AND id > 0")]
    [InlineData("SELECT id FROM (SELECT * FROM r WHERE rn <= 3)")]
    [InlineData("SELECT top.id FROM (SELECT * FROM r WHERE rn <= 3) AS top JOIN payments ON top.id = payments.order_id")]
    public void The_bound_of_a_rank_may_stand_in_the_query_above_the_view(string sql)
    {
        var plans = new Plans($"CREATE VIEW r AS {Ranked}; CREATE VIEW renamed (id, buyer, place) AS {Ranked};"
            + "CREATE VIEW narrow AS SELECT id, rn FROM r;");
        Assert.Equal(3, Plans.Find<RankNode>(plans.Plan(sql).Root).Last);
    }

    [Fact]
    public void A_rank_without_a_bound_is_refused_where_it_is_used()
    {
        var error = new Plans($"CREATE VIEW r AS {Ranked};").Refusal("SELECT id, rn FROM r");
        Assert.Equal((ErrorCode.UnboundedSort, "definitions"), (error.Code, error.Span.Text.Name));
    }

    [Fact]
    public void A_view_that_cannot_be_planned_by_itself_is_a_step_when_others_read_it()
    {
        var alone = new Plans($"CREATE VIEW r AS {Ranked};");
        Assert.Equal(ErrorCode.UnboundedSort, Assert.Throws<SqlException>(() => alone.PlanView("r")).Errors[0].Code);
        var read = new Plans($"CREATE VIEW r AS {Ranked}; CREATE VIEW best AS SELECT id FROM r WHERE rn = 1;");
        Assert.Null(read.PlanView("r"));
        Assert.NotNull(read.PlanView("best"));
    }

    [Fact]
    public void Explaining_does_not_make_a_view_a_step()
    {
        var plans = new Plans($"CREATE VIEW r AS {Ranked};");
        Assert.Contains("Scan", plans.Explain("SELECT id FROM orders"));
        Assert.Throws<SqlException>(() => plans.PlanView("r"));
    }

    [Fact]
    public void A_setting_after_the_view_holds_for_the_query_that_uses_it()
    {
        var plans = new Plans("""
            CREATE TABLE clicks (ts TIMESTAMP_LTZ(3), WATERMARK FOR ts AS ts)
            WITH ('connector' = 'filesystem', 'path' = 'c.json', 'format' = 'json');
            SET 'table.local-time-zone' = 'UTC';
            CREATE VIEW n AS SELECT window_end, COUNT(*) AS n
            FROM TABLE(TUMBLE(TABLE clicks, DESCRIPTOR(ts), INTERVAL '1' DAY)) GROUP BY window_start, window_end;
            """);
        Assert.Equal("UTC", ZoneOf(plans));
        plans.Define("SET 'table.local-time-zone' = 'Asia/Shanghai';");
        Assert.Equal("Asia/Shanghai", ZoneOf(plans));
    }

    static string ZoneOf(Plans plans) => Plans.Find<WindowAggregateNode>(plans.Plan("SELECT * FROM n").Root).Function.Zone!.Id;

    [Fact]
    public void A_table_that_is_made_anew_below_a_view_is_the_one_that_is_read()
    {
        const string Table = "CREATE TABLE t (a INT) WITH ('connector' = 'filesystem', 'path' = '{0}', 'format' = 'json');";
        var plans = new Plans(string.Format(Table, "old") + "CREATE VIEW v AS SELECT a FROM t;");
        Assert.Equal("old", PathOf(plans));
        plans.Define("DROP TABLE t;" + string.Format(Table, "new"));
        Assert.Equal("new", PathOf(plans));
    }

    static string PathOf(Plans plans) => Plans.Find<ScanNode>(plans.Plan("SELECT a FROM v").Root).Table.Options["path"];

    [Fact]
    public void Views_over_each_other_are_bound_once()
    {
        var binder = new CountingBinder();
        var catalog = new SessionCatalog(ConnectorRegistry.BuiltIn(TextWriter.Null), FormatRegistry.Default, binder);
        Define(catalog, "CREATE TABLE v0 (a INT) WITH ('connector' = 'filesystem', 'path' = 't', 'format' = 'json');");
        for (var i = 1; i <= 100; i++) Define(catalog, $"CREATE VIEW v{i} AS SELECT a + 1 AS a FROM v{i - 1};");
        var query = ((SelectStatement)Parse("SELECT x.a FROM v100 AS x JOIN v99 AS y ON x.a = y.a")).Query;
        for (var i = 0; i < 3; i++) Assert.Equal(2, Plans.Nodes(new Planner().PlanQuery(query, catalog).Root).OfType<ScanNode>().Count());
        Assert.Equal(100, binder.Count);
    }

    static void Define(SessionCatalog catalog, string sql) => Assert.True(catalog.Apply(Parse(sql)));

    static Statement Parse(string sql) => Parser.Parse(new SourceText("test", sql)).OrThrow()[0];

    sealed class CountingBinder : IViewBinder
    {
        public int Count { get; private set; }

        public LogicalNode BindView(Query query, SessionCatalog catalog)
        {
            Count++;
            return new Planner().BindView(query, catalog);
        }
    }
}
