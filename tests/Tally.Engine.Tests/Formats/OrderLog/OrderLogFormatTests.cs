using Tally.Engine.Columns;
using Xunit;
using static Tally.Engine.Tests.Formats.Decoding;

namespace Tally.Engine.Tests.Formats.OrderLog;

public sealed class OrderLogFormatTests
{
    static readonly SqlType s_article = SqlType.Row(
        F("skuName", SqlType.String),
        F("skuNum", SqlType.Int),
        F("skuPrice", SqlType.Decimal(10, 2))
    );

    static readonly Field[] s_fields =
    [
        F("orderNumber", SqlType.String),
        F("orderDate", SqlType.Timestamp(3)),
        F("sku", SqlType.Array(s_article)),
        F("price", SqlType.Row(F("totalPrice", SqlType.Decimal(12, 2)), F("discount", SqlType.Decimal(12, 2)))),
    ];

    [Fact]
    public void Members_groups_and_lists_become_columns() =>
        Assert.Equal(
            [
                "17|2025-11-11 00:00:00.123|[(Red cup,2,5.00),(Mug,1,∅)]|(11.00,0.50)",
                "18|∅|[]|∅",
                "∅|∅|∅|(∅,1.00)",
                "a|b: c|∅|∅|∅",
                "20|∅|[(12:30 tea,∅,∅)]|∅",
            ],
            new Decoding("order-log", s_fields).Decode(
                "orderNumber: 17 | orderDate: 2025-11-11 00:00:00.123 | paymentNumber: PAY-17 | sku: [ skuName: Red cup skuNum: 2 " +
                    "skuCode: C-1 skuPrice: 5.00; skuName: Mug skuNum: 1 ] | price: [ totalPrice: 11.00 discount: 0.50 paymentPrice: " +
                    "10.50 ]",
                "orderNumber: 18 | orderDate:  | sku: [ ]",
                "unknown: x | price: [discount: 1]",
                "orderNumber: a\\|b\\: c",
                "  orderNumber:20|sku:[skuName: 12:30 tea]"
            )
        );

    [Theory]
    [
        InlineData("no member at all", "!order-log"),
        InlineData("orderNumber: 1 | sku: [ skuName", "!order-log"),
        InlineData("orderNumber: 1 | broken", "!order-log"),
        InlineData("sku: [ a ] b", "!order-log")
    ]
    [
        InlineData("orderDate: yesterday", "!type"),
        InlineData("sku: text: x", "!type"),
        InlineData("price: [ totalPrice: many ]", "!type"),
        InlineData("orderDate: [ x: 1 ]", "!type"),
        InlineData("sku: [ nothing ]", "!type")
    ]
    public void Broken_records_are_bad(string record, string shown)
    {
        var decoding = new Decoding("order-log", s_fields);
        Assert.Equal([shown], decoding.Decode(record));
        Assert.Contains("expected", decoding.Bad[0].Reason);
    }

    [Fact]
    public void Every_prefix_of_a_record_decodes_or_is_bad()
    {
        const string record =
            "orderNumber: 17 | orderDate: 2025-11-11 00:00:00.123 | sku: [ skuName: C\\:up skuNum: 2; skuName: Mug ] | price: [ " +
                "totalPrice: 11.00 ]";
        for (var length = 1; length <= record.Length; length++)
            Assert.Single(new Decoding("order-log", s_fields).Decode(record[..length]));
    }
}
