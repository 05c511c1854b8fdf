using System.Buffers;

namespace Tally.Agent.Simulation;

/// <summary>Writes orders in the line format of the older shop system: "key: value | … | sku: [ … ] | price: [ … ]", times on the shop's
/// wall clock.</summary>
sealed class OrderLogLineWriter(TimeZoneInfo timeZone) : LineWriter
{
    public override bool Takes(ShopEventKind kind) => kind is ShopEventKind.Order or ShopEventKind.BrokenOrder;

    public override void Write(in ShopEvent shopEvent, IBufferWriter<byte> output)
    {
        var time = TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(shopEvent.TimeMs), timeZone);
        Put(output, "orderNumber: "u8);
        Put(output, shopEvent.Number);
        Put(output, " | orderDate: "u8);
        PutTimestamp(output, time);
        if (shopEvent.Kind == ShopEventKind.BrokenOrder)
        {
            Put(output, " | sku: [ skuName\n"u8);
            return;
        }
        Put(output, " | paymentNumber: PAY-"u8);
        Put(output, shopEvent.Number);
        Put(output, " | paymentDate: "u8);
        PutTimestamp(output, time.AddSeconds(3));
        Put(output, " | merchantName: "u8);
        Put(output, shopEvent.Product.Merchant);
        Put(output, " | sku: [ "u8);
        PutArticles(shopEvent, output);
        var discount = shopEvent.AmountCents / 20;
        Put(output, " ] | price: [ totalPrice: "u8);
        PutCents(output, shopEvent.AmountCents);
        Put(output, " discount: "u8);
        PutCents(output, discount);
        Put(output, " paymentPrice: "u8);
        PutCents(output, shopEvent.AmountCents - discount);
        Put(output, " ]\n"u8);
    }

    /// <summary>Splits what was bought into one or two entries, so that lists of more than one occur.</summary>
    static void PutArticles(in ShopEvent shopEvent, IBufferWriter<byte> output)
    {
        var gift = shopEvent.Quantity > 2 ? 1 : 0;
        PutArticle(shopEvent.Product, shopEvent.Quantity - gift, "", output);
        if (gift == 0) return;
        Put(output, "; "u8);
        PutArticle(shopEvent.Product, gift, "-B", output);
    }

    static void PutArticle(Product product, int count, string variant, IBufferWriter<byte> output)
    {
        Put(output, "skuName: "u8);
        Put(output, product.Id);
        Put(output, variant);
        Put(output, " skuNum: "u8);
        Put(output, count);
        Put(output, " skuCode: "u8);
        Put(output, product.Brand.Replace(' ', '-'));
        Put(output, " skuPrice: "u8);
        PutCents(output, product.PriceCents);
        Put(output, " totalSkuPrice: "u8);
        PutCents(output, (long)product.PriceCents * count);
    }
}
