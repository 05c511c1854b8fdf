using Tally.Engine.Operators.Windows;
using Tally.Engine.Planning;
using Tally.Engine.Planning.Logical;
using Tally.Engine.Sql;
using Xunit;

namespace Tally.Engine.Tests.Planning;

public sealed class PipelineTests
{
    const string ByCategory =
        "SELECT window_start, window_end, category, SUM(amount) AS s FROM TABLE(TUMBLE(TABLE orders, DESCRIPTOR(ts), INTERVAL '1' " +
            "MINUTE)) GROUP BY window_start, window_end, category";

    [Fact]
    public void A_table_is_read_once_with_the_columns_that_any_query_needs()
    {
        var pipeline = new Plans().Build(ByCategory, "SELECT buyer, COUNT(DISTINCT id) AS n FROM orders GROUP BY buyer");
        var source = Assert.Single(pipeline.Sources);
        Assert.Equal(["id", "buyer", "category", "amount", "ts"], source.Columns.Select(column => source.Table.Columns[column].Name));
        Assert.Equal([false, true, true, false, false], source.KeyColumns);
    }

    [Fact]
    public void Only_what_is_read_is_decoded_beside_the_time_attribute()
    {
        var source = Assert.Single(new Plans().Build("SELECT UPPER(buyer) AS b FROM orders WHERE quantity > 1").Sources);
        Assert.Equal(["buyer", "quantity", "ts"], source.Columns.Select(column => source.Table.Columns[column].Name));
    }

    [Fact]
    public void Equal_plans_become_the_same_operators()
    {
        var plans = new Plans($"CREATE VIEW per_category AS {ByCategory};");
        var both = plans.Build(
            "SELECT * FROM per_category",
            "SELECT window_end, category, s FROM per_category",
            "SELECT category, MAX(s) AS best FROM per_category GROUP BY category"
        );
        Assert.Single(both.Operators.OfType<WindowAggregateOperator>());
    }

    [Fact]
    public void Aggregations_of_the_same_groups_are_one()
    {
        const string From = "FROM TABLE(CUMULATE(TABLE orders, DESCRIPTOR(ts), INTERVAL '1' MINUTE, INTERVAL '1' DAY))";
        var pipeline = new Plans().Build(
            $"SELECT window_end, SUM(amount) AS gmv {From} WHERE quantity > 1 GROUP BY window_start, window_end",
            $"SELECT window_start, window_end, COUNT(*) AS n, COUNT(DISTINCT buyer) AS buyers {From} WHERE quantity > 1 GROUP BY " +
                $"window_start, window_end",
            $"SELECT window_end, SUM(amount) AS gmv {From} WHERE quantity > 2 GROUP BY window_start, window_end");
        Assert.Equal(2, pipeline.Operators.OfType<WindowAggregateOperator>().Count());
    }

    [Fact]
    public void The_fingerprint_tells_plans_apart_and_nothing_else()
    {
        var plans = new Plans();
        Assert.Equal(plans.Build(ByCategory).Fingerprint, new Plans().Build(ByCategory.Replace("SELECT ", "SELECT\n  ")).Fingerprint);
        Assert.NotEqual(plans.Build(ByCategory).Fingerprint, plans.Build(ByCategory.Replace("'1' MINUTE", "'2' MINUTE")).Fingerprint);
    }

    [Fact]
    public void A_filter_goes_through_projections_into_both_sides_of_a_union()
    {
        var plan = new Plans().Plan(
            "SELECT * FROM (SELECT id, amount * 2 AS m FROM orders UNION ALL SELECT order_id, paid FROM payments) WHERE m > 5"
        );
        var union = Plans.Find<UnionNode>(plan.Root);
        Assert.All(union.Inputs, input => Assert.Contains(Plans.Nodes(input), node => node is FilterNode));
        Assert.DoesNotContain(Plans.Nodes(plan.Root).TakeWhile(node => node != union), node => node is FilterNode);
    }

    [Fact]
    public void Constants_are_computed_once() =>
        Assert.Equal("Filter < Scan", new Plans().Shape("SELECT id FROM orders WHERE 1 + 1 = 2 AND quantity > 2 * 3"));

    [Fact]
    public void Insert_widens_fills_and_refuses()
    {
        var plans = new Plans("CREATE TABLE sink (name STRING, note STRING, pieces BIGINT) WITH ('connector' = 'blackhole');");
        var plan = plans.PlanInsert("INSERT INTO sink (pieces, name) SELECT quantity, buyer FROM orders");
        Assert.Equal(["name STRING", "note STRING", "pieces BIGINT"], plan.Schema.Fields.Select(column => $"{column.Name} {column.Type}"));
        var refused = Assert.Throws<Tally.Engine.Sql.SqlException>(() =>
            plans.PlanInsert("INSERT INTO sink (pieces) SELECT buyer FROM orders")
        );
        Assert.Equal(Tally.Engine.Sql.ErrorCode.TypeMismatch, refused.Errors[0].Code);
    }

    [Fact]
    public void Explain_tells_what_is_kept_shared_and_portable()
    {
        var plans = new Plans(
            $"CREATE VIEW per_category AS {ByCategory}; CREATE VIEW total AS SELECT category, SUM(s) AS s FROM per_category GROUP BY " +
                $"category;"
        );
        var text = plans.Explain("SELECT category, s FROM per_category");
        Assert.Contains("shared with: per_category, total", text);
        Assert.Contains("keeps: one group a key and slice of 1 min", text);
        Assert.Contains("decodes 3 of 6 columns; watermark: ts - 5 s", text);
        Assert.Contains("runs this unchanged", text);
        Assert.EndsWith("Result\ncategory STRING\ns DECIMAL(38, 2)\n", text);
    }
}
