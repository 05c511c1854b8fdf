using Tally.Engine.Operators.Joins;
using Tally.Engine.Planning;
using Tally.Engine.Planning.Logical;
using Xunit;

namespace Tally.Engine.Tests.Planning;

public sealed class JoinPlanTests
{
    [Fact]
    public void Bounds_on_two_time_attributes_make_an_interval_join()
    {
        var join = Plans.Find<JoinNode>(
            new Plans()
                .Plan(
                    "SELECT o.id, p.paid FROM orders AS o JOIN payments AS p ON o.id = p.order_id AND p.ts >= o.ts - INTERVAL '1' " +
                        "MINUTE AND p.ts < o.ts + INTERVAL '10' MINUTE"
                )
                .Root
        );
        Assert.Equal((-599_999L, 60_000L), Assert.IsType<IntervalTime>(join.Time) is var time ? (time.LowerMs, time.UpperMs) : default);
        Assert.Null(join.Condition);
        Assert.Equal(ChangelogMode.InsertOnly, join.Traits.Changelog);
    }

    [Fact]
    public void Bounds_in_where_do_as_well() =>
        Assert.Equal(
            "IntervalJoin(Scan, Scan)",
            new Plans().Shape(
                "SELECT o.id FROM orders AS o, payments AS p WHERE o.id = p.order_id AND o.ts BETWEEN p.ts - INTERVAL '1' HOUR AND p.ts"
            )
        );

    [Theory]
    [InlineData("SELECT o.id FROM orders AS o JOIN payments AS p ON o.id = p.order_id", "Join(Scan, Scan)")]
    [InlineData("SELECT o.id FROM orders AS o JOIN payments AS p ON o.id = p.order_id AND p.ts > o.ts", "Join(Scan, Scan)")]
    [InlineData(
        "SELECT o.id FROM orders AS o LEFT JOIN payments AS p ON o.id = p.order_id AND p.paid > 5 WHERE o.quantity > 1",
        "Join(Filter < Scan, Filter < Scan)"
    )]
    [InlineData(
        "SELECT o.id FROM orders AS o LEFT JOIN payments AS p ON o.id = p.order_id WHERE p.paid IS NULL",
        "Filter < Join(Scan, Scan)"
    )]
    [InlineData("SELECT id FROM orders WHERE id IN (SELECT order_id FROM payments WHERE paid > 5)", "Join(Scan, Filter < Scan)")]
    [InlineData("SELECT id, tag FROM carts CROSS JOIN UNNEST(tags) AS t (tag) WHERE id > 1", "Unnest < Filter < Scan")]
    public void Joins_become_these_plans(string sql, string expected) => Assert.Equal(expected, new Plans().Shape(sql));

    [Fact]
    public void Rows_of_the_same_window_meet_in_a_window_join()
    {
        const string Orders = "(SELECT * FROM TABLE(TUMBLE(TABLE orders, DESCRIPTOR(ts), INTERVAL '5' MINUTE)))";
        const string Payments = "(SELECT * FROM TABLE(TUMBLE(TABLE payments, DESCRIPTOR(ts), INTERVAL '5' MINUTE)))";
        var plans = new Plans();
        Assert.Equal(
            "WindowJoin(Window < Scan, Window < Scan)",
            plans.Shape(
                $"SELECT o.id FROM {Orders} AS o JOIN {Payments} AS p ON o.window_start = p.window_start AND o.window_end = " +
                    $"p.window_end AND o.id = p.order_id"
            )
        );
        Assert.Equal(
            "Join(Window < Scan, Window < Scan)",
            plans.Shape($"SELECT o.id FROM {Orders} AS o JOIN {Payments} AS p ON o.window_start = p.window_start AND o.id = p.order_id")
        );
    }

    [Fact]
    public void Not_in_knows_of_null_only_where_there_may_be_one()
    {
        var plans = new Plans();
        Assert.True(
            Plans.Find<JoinNode>(plans.Plan("SELECT id FROM orders WHERE id NOT IN (SELECT order_id FROM payments)").Root).IsNullAware
        );
        var join = Plans.Find<JoinNode>(
            plans.Plan("SELECT id FROM orders WHERE id NOT IN (SELECT id FROM orders WHERE quantity > 1)").Root
        );
        Assert.Equal((JoinKind.Anti, false), (join.Kind, join.IsNullAware));
    }

    [Fact]
    public void Columns_of_the_padded_side_may_be_null()
    {
        var plan = new Plans().Plan("SELECT o.id AS a, p.order_id AS b FROM payments AS p RIGHT JOIN orders AS o ON o.id = p.order_id");
        Assert.Equal(["INT NOT NULL", "INT"], plan.Schema.Fields.Select(column => column.Type.ToString()));
        Assert.Equal(
            "INT",
            new Plans().Plan("SELECT o.id AS a FROM payments AS p LEFT JOIN orders AS o ON o.id = p.order_id").Schema[0].Type.ToString()
        );
    }

    [Fact]
    public void A_correlated_value_is_grouped_by_what_it_compares()
    {
        var plan = new Plans().Plan(
            "SELECT id, (SELECT MAX(paid) FROM payments AS p WHERE p.order_id = o.id AND p.paid > 1) AS most FROM orders AS o"
        );
        Assert.Single(Plans.Find<AggregateNode>(plan.Root).Keys);
        Assert.Equal(JoinKind.Left, Plans.Find<JoinNode>(plan.Root).Kind);
    }
}
