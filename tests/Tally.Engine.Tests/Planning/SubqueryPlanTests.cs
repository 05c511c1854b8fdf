using Xunit;

namespace Tally.Engine.Tests.Planning;

public sealed class SubqueryPlanTests
{
    [Theory]
    // What equals the outer column stands for it: no distinct outer values are kept.
    [InlineData("SELECT id, (SELECT SUM(paid) FROM payments WHERE order_id = o.id) AS s FROM orders AS o",
        "Join(Scan, Aggregate < Filter < Scan)")]
    [InlineData("SELECT id FROM orders AS o WHERE EXISTS (SELECT 1 FROM payments WHERE order_id = o.id AND paid < o.amount)",
        "Join(Scan, Scan)")]
    // Any other condition is tested for each distinct outer value.
    [InlineData("SELECT id, (SELECT SUM(paid) FROM payments WHERE order_id < o.id) AS s FROM orders AS o",
        "Join(Scan, Aggregate < Join(Scan, Aggregate < Scan))")]
    [InlineData("SELECT id FROM orders WHERE id NOT IN (SELECT order_id FROM payments)", "Join(Scan, Scan)")]
    public void A_sub_query_becomes_joins(string sql, string shape) => Assert.Equal(shape, new Plans().Shape(sql));

    [Theory]
    [InlineData("SELECT id FROM carts WHERE EXISTS (SELECT 1 FROM UNNEST(tags) AS t (x) WHERE x = 'b')",
        "UNNEST of a column of the query around")]
    [InlineData(
        "SELECT o.id, l.paid FROM orders AS o, "
            + "LATERAL (SELECT paid FROM payments WHERE order_id = o.id ORDER BY paid DESC LIMIT 1) AS l",
        "SELECT DISTINCT only")]
    [InlineData("SELECT o.id, l.n FROM orders AS o, LATERAL (SELECT COUNT(*) AS n FROM payments WHERE order_id = o.id) AS l",
        "Flink 2.3.0 drops rows")]
    [InlineData("SELECT id FROM orders WHERE id IN (SELECT order_id FROM payments) OR quantity = 1", "gives no row at all")]
    public void Explain_says_where_Flink_differs(string sql, string note)
    {
        Assert.Contains(note, new Plans().Explain(sql));
        Assert.Contains(note, new Plans($"CREATE VIEW v AS {sql};").Explain("SELECT * FROM v"));
    }

    [Fact]
    public void Explain_says_that_Flink_runs_the_others() =>
        Assert.Contains("runs this unchanged",
            new Plans().Explain("SELECT id, (SELECT COUNT(*) FROM payments WHERE order_id = o.id) AS n FROM orders AS o"));
}
