using Tally.Engine.Sql;
using Xunit;

namespace Tally.Engine.Tests.Planning;

public sealed class RefusalTests
{
    [Theory]
    [InlineData("SELECT buyer, COUNT(*) FROM orders", ErrorCode.NotGrouped, "buyer")]
    [InlineData("SELECT * FROM orders GROUP BY buyer", ErrorCode.NotGrouped, "*")]
    [InlineData("SELECT UPPER(buyer) AS who FROM orders GROUP BY who", ErrorCode.UnknownColumn, "who")]
    [InlineData("SELECT id FROM orders WHERE SUM(amount) > 1", ErrorCode.MisplacedAggregate, "SUM(amount)")]
    [InlineData("SELECT SUM(COUNT(*)) FROM orders", ErrorCode.MisplacedAggregate, "COUNT(*)")]
    [InlineData("SELECT amuont FROM orders", ErrorCode.UnknownColumn, "amuont")]
    [InlineData("SELECT o.total FROM orders AS o", ErrorCode.UnknownColumn, "total")]
    [InlineData("SELECT orders.id FROM orders AS o", ErrorCode.UnknownTable, "orders")]
    [InlineData("SELECT ts FROM orders, payments", ErrorCode.AmbiguousColumn, "ts")]
    [InlineData("SELECT 1 FROM orders AS a, payments AS a", ErrorCode.DuplicateName, "orders AS a, payments AS a")]
    [InlineData("SELECT id FROM orders ORDER BY amount", ErrorCode.UnboundedSort, "amount")]
    [InlineData(
        "SELECT id FROM orders UNION ALL SELECT buyer FROM orders",
        ErrorCode.TypeMismatch,
        "SELECT id FROM orders UNION ALL SELECT buyer FROM orders"
    )]
    [InlineData("SELECT id FROM orders UNION ALL SELECT id, buyer FROM orders", ErrorCode.ColumnCount, "SELECT id, buyer FROM orders")]
    [InlineData("SELECT NULL AS x FROM orders", ErrorCode.TypeMismatch, "NULL AS x")]
    [InlineData("SELECT id FROM orders WHERE quantity", ErrorCode.TypeMismatch, "quantity")]
    [InlineData(
        "SELECT rn FROM (SELECT *, ROW_NUMBER() OVER (ORDER BY amount) AS rn FROM orders) WHERE rn >= 2",
        ErrorCode.UnboundedSort,
        "ROW_NUMBER() OVER (ORDER BY amount)"
    )]
    [InlineData(
        "SELECT rn FROM (SELECT *, RANK() OVER (ORDER BY amount) AS rn FROM orders) WHERE rn <= 2",
        ErrorCode.Unsupported,
        "RANK() OVER (ORDER BY amount)"
    )]
    [InlineData(
        "SELECT COUNT(*) FROM TABLE(TUMBLE(TABLE orders, DESCRIPTOR(ts)))",
        ErrorCode.BadArgumentCount,
        "TABLE(TUMBLE(TABLE orders, DESCRIPTOR(ts)))"
    )]
    [InlineData(
        "SELECT * FROM TABLE(HOP(TABLE orders, DESCRIPTOR(ts), INTERVAL '4' MINUTE, INTERVAL '10' MINUTE))",
        ErrorCode.BadWindow,
        null
    )]
    [InlineData("SELECT * FROM TABLE(TUMBLE(TABLE orders, DESCRIPTOR(id), INTERVAL '4' MINUTE))", ErrorCode.BadWindow, "id")]
    [InlineData(
        "SELECT * FROM TABLE(TUMBLE((SELECT id, ts + INTERVAL '1' HOUR AS ts FROM orders), DESCRIPTOR(ts), INTERVAL '4' MINUTE))",
        ErrorCode.BadTimeAttribute,
        null
    )]
    [InlineData(
        "SELECT window_start FROM TABLE(TUMBLE((SELECT id, ts + INTERVAL '1' HOUR AS ts FROM orders), DESCRIPTOR(ts), INTERVAL '4' " +
            "MINUTE)) GROUP BY window_start, window_end",
        ErrorCode.BadTimeAttribute,
        "window_start"
    )]
    [InlineData(
        "SELECT window_start, SUM(p) AS s FROM TABLE(TUMBLE((SELECT o.ts, paid AS p FROM orders AS o JOIN payments AS p ON o.id = " +
            "p.order_id), DESCRIPTOR(ts), INTERVAL '4' MINUTE)) GROUP BY window_start, window_end",
        ErrorCode.BadTimeAttribute,
        null
    )]
    [InlineData(
        "SELECT id, SUM(amount) OVER (PARTITION BY buyer ORDER BY ts DESC) AS s FROM orders",
        ErrorCode.UnboundedSort,
        "SUM(amount) OVER (PARTITION BY buyer ORDER BY ts DESC)"
    )]
    public void A_query_without_meaning_is_refused_at_its_place(string sql, ErrorCode code, string? place)
    {
        var error = new Plans().Refusal(sql);
        Assert.Equal(code, error.Code);
        if (place is not null) Assert.Equal(place, sql.Substring(error.Span.Start, error.Span.Length));
    }

    [Fact]
    public void All_that_is_wrong_in_a_query_is_told_at_once()
    {
        const string Sql = "SELECT idd, UPPER(amount), buyer FROM orders WHERE nothing = 1 AND buyer = 2";
        var wrong = Assert.Throws<SqlException>(() => new Plans().Plan(Sql));
        Assert.Equal(
            ["idd", "amount", "nothing", "buyer"],
            wrong.Errors.Select(error => Sql.Substring(error.Span.Start, error.Span.Length).Split(" = ")[0])
        );
    }

    [Fact]
    public void A_near_name_is_offered() => Assert.Contains("amount", new Plans().Refusal("SELECT amuont FROM orders").Hint);
}
