using Tally.Engine.Planning.Logical;
using Xunit;

namespace Tally.Engine.Tests.Planning;

public sealed class RankPlanTests
{
    [Theory]
    [InlineData("rn <= 3", 1, 3)]
    [InlineData("rn < 3", 1, 2)]
    [InlineData("rn = 2", 2, 2)]
    [InlineData("3 >= rn", 1, 3)]
    [InlineData("4 > rn AND rn > 1", 2, 3)]
    [InlineData("rn BETWEEN 2 AND 5", 2, 5)]
    [InlineData("rn <= 2 + 1", 1, 3)]
    public void The_places_come_from_the_condition(string condition, long first, long last)
    {
        var rank = Plans.Find<RankNode>(
            new Plans()
                .Plan(
                    $"SELECT id, rn FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY buyer ORDER BY amount DESC) AS rn FROM orders) " +
                        $"WHERE {condition}"
                )
                .Root
        );
        Assert.Equal((first, last), (rank.First, rank.Last));
        Assert.True(rank.WithRank);
    }

    [Fact]
    public void A_rank_that_is_not_selected_is_not_computed()
    {
        var plan = new Plans().Plan(
            "SELECT id FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY buyer ORDER BY amount DESC) AS rn FROM orders) WHERE rn <= 3 AND " +
                "category = 'tea'"
        );
        Assert.False(Plans.Find<RankNode>(plan.Root).WithRank);
        Assert.IsType<FilterNode>(Plans.Nodes(plan.Root).Single(node => node is FilterNode));
        Assert.Equal(ChangelogMode.Retract, plan.Changelog);
    }

    [Theory]
    [InlineData("ts", false)]
    [InlineData("ts DESC", true)]
    public void The_first_place_by_time_is_a_deduplication(string order, bool keepLast)
    {
        var plan = new Plans().Plan(
            $"SELECT id, buyer FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY buyer ORDER BY {order}) AS rn FROM orders) WHERE rn = 1"
        );
        Assert.Equal(keepLast, Plans.Find<DeduplicateNode>(plan.Root).KeepLastRow);
        Assert.Equal(keepLast ? ChangelogMode.Upsert : ChangelogMode.InsertOnly, plan.Changelog);
        Assert.Equal([1], plan.UpsertKey!.Value);
    }

    [Fact]
    public void Ranks_inside_windows_only_insert()
    {
        var plan = new Plans().Plan("""
            SELECT window_start, buyer, s FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY window_start, window_end ORDER BY s DESC) AS rn
                FROM (
              SELECT window_start, window_end, buyer, SUM(amount) AS s
                  FROM TABLE(HOP(TABLE orders, DESCRIPTOR(ts), INTERVAL '1' MINUTE, INTERVAL '5' MINUTE))
                  GROUP BY window_start, window_end, buyer))
            WHERE rn <= 2
            """);
        Assert.NotNull(Plans.Find<RankNode>(plan.Root).Window);
        Assert.Equal(ChangelogMode.InsertOnly, plan.Changelog);
    }

    [Fact]
    public void Order_by_limit_is_a_rank_of_the_whole_table()
    {
        var rank = Plans.Find<RankNode>(new Plans().Plan("SELECT id FROM orders ORDER BY amount DESC, id LIMIT 3 OFFSET 2").Root);
        Assert.Equal((3L, 5L, 0), (rank.First, rank.Last, rank.PartitionBy.Length));
    }

    [Fact]
    public void Order_by_time_needs_no_limit() => Assert.Equal("Sort < Scan", new Plans().Shape("SELECT id, ts FROM orders ORDER BY ts"));

    [Fact]
    public void A_rank_over_changing_rows_takes_them_back()
    {
        var plans = new Plans();
        Assert.Equal(
            "TopN < Aggregate < Scan",
            plans.Shape(
                "SELECT buyer, n FROM (SELECT *, ROW_NUMBER() OVER (ORDER BY n DESC) AS rn FROM (SELECT buyer, COUNT(*) AS n FROM " +
                    "orders GROUP BY buyer)) WHERE rn <= 2"
            )
        );
        Assert.Equal(
            "TopN < Aggregate < Scan",
            plans.Shape(
                "SELECT buyer, last FROM (SELECT *, ROW_NUMBER() OVER (ORDER BY last DESC) AS rn FROM (SELECT buyer, MAX(ts) AS last " +
                    "FROM orders GROUP BY buyer)) WHERE rn = 1"
            )
        );
    }
}
