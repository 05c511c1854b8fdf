using Tally.Engine.Planning.Logical;
using Xunit;

namespace Tally.Engine.Tests.Planning;

public sealed class WindowPlanTests
{
    const string Window = "TABLE(CUMULATE(TABLE orders, DESCRIPTOR(ts), INTERVAL '1' MINUTE, INTERVAL '1' DAY))";

    [Fact]
    public void Grouping_by_both_bounds_cuts_slices_from_the_time_column()
    {
        var plan = new Plans().Plan(
            $"SELECT window_start, window_end, category, SUM(amount) AS s FROM {Window} WHERE quantity > 1 GROUP BY window_start, " +
                $"window_end, category"
        );
        var aggregate = Plans.Find<WindowAggregateNode>(plan.Root);
        Assert.True(aggregate.IsSliced);
        Assert.Equal("ts", aggregate.Input.Schema[aggregate.TimeColumn].Name);
        Assert.Equal(ChangelogMode.InsertOnly, plan.Changelog);
        Assert.Equal([2, 0, 1], plan.UpsertKey!.Value);
        Assert.DoesNotContain(Plans.Nodes(plan.Root), node => node is WindowNode);
    }

    [Theory]
    [InlineData(
        "SELECT window_start, window_end, COUNT(*) AS n FROM @ WHERE window_end < TIMESTAMP '2024-01-01 00:00:00' GROUP BY " +
            "window_start, window_end",
        "WindowAggregate < Filter < Window < Scan"
    )]
    [InlineData("SELECT window_start, COUNT(*) AS n FROM @ GROUP BY window_start", "Aggregate < Window < Scan")]
    [InlineData("SELECT DISTINCT window_start, window_end, buyer FROM @", "WindowAggregate < Scan")]
    [InlineData(
        "SELECT * FROM (SELECT window_start, window_end, COUNT(*) AS n FROM @ GROUP BY window_start, window_end) WHERE window_end < " +
            "TIMESTAMP '2024-01-01 00:00:00'",
        "Filter < WindowAggregate < Scan"
    )]
    [InlineData(
        "SELECT ws, we, COUNT(*) AS n FROM (SELECT window_start AS ws, window_end AS we, quantity * 2 AS q FROM @ WHERE quantity > 1) " +
            "WHERE q < 9 GROUP BY ws, we",
        "WindowAggregate < Filter < Scan"
    )]
    [InlineData(
        "SELECT window_start, COUNT(*) AS n FROM @ GROUP BY window_start, window_end, HOUR(window_start)",
        "WindowAggregate < Window < Scan"
    )]
    [InlineData(
        "SELECT TUMBLE_START(ts, INTERVAL '1' HOUR) AS s, COUNT(*) AS n FROM orders GROUP BY TUMBLE(ts, INTERVAL '1' HOUR)",
        "WindowAggregate < Scan"
    )]
    public void Windows_become_these_plans(string sql, string expected) =>
        Assert.Equal(expected, new Plans().Shape(sql.Replace("@", Window)));

    [Fact]
    public void A_window_over_window_time_is_a_cascade()
    {
        var plans = new Plans(
            "CREATE VIEW five AS SELECT window_time AS wt, SUM(amount) AS s FROM TABLE(TUMBLE(TABLE orders, DESCRIPTOR(ts), INTERVAL " +
                "'5' MINUTE)) GROUP BY window_start, window_end, window_time;"
        );
        Assert.Equal(
            "WindowAggregate < WindowAggregate < Scan",
            plans.Shape(
                "SELECT window_start, window_end, MAX(s) AS m FROM TABLE(TUMBLE(TABLE five, DESCRIPTOR(wt), INTERVAL '1' HOUR)) GROUP " +
                    "BY window_start, window_end"
            )
        );
    }

    [Fact]
    public void Sessions_are_split_only_when_their_key_is_grouped()
    {
        const string Sessions = "TABLE(SESSION(TABLE orders PARTITION BY buyer, DESCRIPTOR(ts), INTERVAL '10' MINUTE))";
        Assert.Equal(
            "WindowAggregate < Scan",
            new Plans().Shape($"SELECT buyer, window_start, COUNT(*) AS n FROM {Sessions} GROUP BY buyer, window_start, window_end")
        );
        Assert.Equal(
            "WindowAggregate < Window < Scan",
            new Plans().Shape($"SELECT category, window_start, COUNT(*) AS n FROM {Sessions} GROUP BY category, window_start, window_end")
        );
    }

    [Fact]
    public void A_filter_behind_a_session_window_stays_behind_it() =>
        Assert.Equal(
            "WindowAggregate < Filter < Window < Scan",
            new Plans().Shape(
                "SELECT buyer, window_start, COUNT(*) AS n FROM TABLE(SESSION(TABLE orders PARTITION BY buyer, DESCRIPTOR(ts), INTERVAL " +
                    "'10' MINUTE)) WHERE quantity > 1 GROUP BY buyer, window_start, window_end"
            )
        );

    [Fact]
    public void A_measure_of_a_windowed_metric_is_told_from_its_dimensions()
    {
        var plan = new Plans().Plan(
            $"SELECT window_end, category, SUM(amount) / COUNT(*) AS mean, UPPER(category) AS c FROM {Window} GROUP BY window_start, " +
                $"window_end, category"
        );
        Assert.Equal(
            [
                Tally.Engine.Planning.ColumnRole.Window,
                Tally.Engine.Planning.ColumnRole.Dimension,
                Tally.Engine.Planning.ColumnRole.Measure,
                Tally.Engine.Planning.ColumnRole.Dimension,
            ],
            plan.Roles
        );
    }
}
