using Tally.Engine.Columns;
using Tally.Engine.Planning;
using Tally.Results;

namespace Tally.System.Tests.Screen;

/// <summary>The order of rows and what a limit leaves: whatever the type, the greatest come first and nothing is lost from the
/// totals.</summary>
public sealed class MetricRowsTests
{
    static readonly MetricDefinition s_sales = new("sales", "Sales", "", "rank", MetricWindow.None,
        [new("product", SqlType.String, ColumnRole.Dimension), new("sales", SqlType.Decimal(12, 2), ColumnRole.Measure) { IsSum = true },
            new("worst", SqlType.Double, ColumnRole.Measure)], []);

    [Fact]
    public void A1_order_sorts_decimals()
    {
        var found = new RowsRequest(Order: "-sales", Limit: 2)
            .Apply(s_sales, [Row("a", 5000), Row("b", -4900), Row("yacht", 500_000_000), Row("c", 5001)]);
        Assert.Equal(["yacht", "c"], found.Rows.Select(row => row[0]));
        Assert.Equal((4, new DecimalValue(500_005_101, 2)), (found.Count, found.Totals[1]));
        Assert.Null(found.Totals[2]);
    }

    static readonly object?[][] s_ascending =
    [
        [null, -5L, 0L, 7L, long.MaxValue],
        [null, new DecimalValue(-1, 2), new DecimalValue(0, 2), new DecimalValue(Int128.MaxValue, 2)],
        [null, double.NegativeInfinity, -0.5, 0.0, 1e300],
        [null, "", "A", "a", "é"],
        [null, false, true],
        [null, new object?[] { 1L }, new object?[] { 1L, null }, new object?[] { 1L, 2L }, new object?[] { 2L }],
    ];

    [Fact]
    public void A1_order_obeys_every_type()
    {
        foreach (var ascending in s_ascending)
        {
            var rows = ascending.Select(value => new[] { value }).ToList();
            Assert.Equal(ascending, ResultOrder.Sort(rows.AsEnumerable().Reverse(), 0, false).Select(row => row[0]));
            Assert.Equal(ascending.Reverse(), ResultOrder.Sort(rows, 0, true).Select(row => row[0]));
        }
    }

    [Fact]
    public void A9_a_limit_over_windows_counts_names()
    {
        var rows = Enumerable.Range(0, 300).SelectMany(_ => new[] { Row("a", 1), Row("b", 3), Row("c", 2) });
        var found = new RowsRequest(Order: "-sales", Limit: 2, Windows: 300).Apply(s_sales, rows);
        Assert.Equal(600, found.Rows.Count);
        Assert.Equal(["b", "c"], found.Rows.Select(row => (string)row[0]!).Distinct());
    }

    [Fact]
    public void Null_and_empty_text_can_be_asked_for_apart()
    {
        object?[][] rows = [[null, new DecimalValue(1, 2), 0.0], ["", new DecimalValue(2, 2), 0.0]];
        Assert.Null(Assert.Single(new RowsRequest(Where: [("product", null)]).Apply(s_sales, rows).Rows)[0]);
        Assert.Equal("", Assert.Single(new RowsRequest(Where: [("product", "")]).Apply(s_sales, rows).Rows)[0]);
    }

    static object?[] Row(string product, int cents) => [product, new DecimalValue(cents, 2), (double)cents];
}
