using System.Buffers;

namespace Tally.Agent.Simulation;

/// <summary>Writes orders as JSON lines, one order line each, with the fields of the stream "orders".</summary>
sealed class OrderLineWriter : LineWriter
{
    public override bool Takes(ShopEventKind kind) => kind is ShopEventKind.Order or ShopEventKind.BrokenOrder;

    public override void Write(in ShopEvent shopEvent, IBufferWriter<byte> output)
    {
        Put(output, "{\"order_id\":\"O"u8);
        PutPadded(output, shopEvent.Number % 10_000_000_000, 10, '0');
        Put(output, "\",\"ts\":\""u8);
        PutTimestamp(output, DateTimeOffset.FromUnixTimeMilliseconds(shopEvent.TimeMs));
        Put(output, "Z\",\"user_id\":\""u8);
        Put(output, shopEvent.User.Id);
        if (shopEvent.Kind == ShopEventKind.BrokenOrder)
        {
            // Cut off in the middle, as when a disk fills up.
            Put(output, "\",\"gen\n"u8);
            return;
        }
        Put(output, "\",\"gender\":\""u8);
        Put(output, shopEvent.User.Gender);
        PutProduct(shopEvent.Product, output);
        Put(output, "\",\"province\":\""u8);
        Put(output, shopEvent.User.Province);
        Put(output, "\",\"quantity\":"u8);
        Put(output, shopEvent.Quantity);
        Put(output, ",\"amount\":"u8);
        PutCents(output, shopEvent.AmountCents);
        Put(output, "}\n"u8);
    }

    static void PutProduct(Product product, IBufferWriter<byte> output)
    {
        Put(output, "\",\"product_id\":\""u8);
        Put(output, product.Id);
        Put(output, "\",\"category\":\""u8);
        Put(output, product.Category);
        Put(output, "\",\"brand\":\""u8);
        Put(output, product.Brand);
        Put(output, "\",\"merchant\":\""u8);
        Put(output, product.Merchant);
    }
}
