using System.Buffers;

namespace Tally.Agent.Simulation;

/// <summary>Writes what visitors do as lines of an access log in the combined format.</summary>
sealed class AccessLineWriter(TimeZoneInfo timeZone) : LineWriter
{
    static readonly string[] s_agents =
    [
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 "
            + "Safari/604.1",
        "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36",
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36",
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 14_6) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.6 Safari/605.1.15",
    ];

    public override bool Takes(ShopEventKind kind) => kind != ShopEventKind.BrokenOrder;

    public override void Write(in ShopEvent shopEvent, IBufferWriter<byte> output)
    {
        Put(output, shopEvent.User.Ip);
        if (shopEvent.Kind == ShopEventKind.BrokenAccess)
        {
            Put(output, " - - [broken\n"u8);
            return;
        }
        Put(output, " - "u8);
        Put(output, shopEvent.Kind is ShopEventKind.Cart or ShopEventKind.Order or ShopEventKind.Pay ? shopEvent.User.Id : "-");
        PutTime(output, TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(shopEvent.TimeMs), timeZone),
            " '['dd/MMM/yyyy:HH:mm:ss ");
        PutOffset(shopEvent.TimeMs, output);
        PutRequest(shopEvent, output);
        var mix = (int)((shopEvent.TimeMs * 31 + shopEvent.User.Device * 17) & 0x7FFF);
        Put(output,
            mix % 311 == 0
                ? 500
                : mix % 97 == 0 && shopEvent.Kind is ShopEventKind.View or ShopEventKind.Robot
                ? 404
                : shopEvent.Kind == ShopEventKind.Pay
                ? 302
                : 200);
        Put(output, " "u8);
        Put(output, 800 + mix);
        Put(output, shopEvent.Kind is ShopEventKind.Cart or ShopEventKind.Order ? " \"https://shop.example/product/"u8 : " \"-"u8);
        if (shopEvent.Kind is ShopEventKind.Cart or ShopEventKind.Order) Put(output, shopEvent.Product.Id);
        Put(output, "\" \""u8);
        Put(output,
            shopEvent.User.Device < 0
                ? "Mozilla/5.0 (compatible; ShopSpider/2.1; +https://spider.example/about)"
                : s_agents[shopEvent.User.Device % s_agents.Length]);
        Put(output, "\"\n"u8);
    }

    void PutOffset(long timeMs, IBufferWriter<byte> output)
    {
        var minutes = (int)timeZone.GetUtcOffset(DateTimeOffset.FromUnixTimeMilliseconds(timeMs)).TotalMinutes;
        PutPadded(output, Math.Abs(minutes) / 60 * 100 + Math.Abs(minutes) % 60, 4, minutes < 0 ? '-' : '+');
        Put(output, "] \""u8);
    }

    static void PutRequest(in ShopEvent shopEvent, IBufferWriter<byte> output)
    {
        Put(output, shopEvent.Kind switch
        {
            ShopEventKind.Home => "GET /",
            ShopEventKind.Search => "GET /search?q=" + shopEvent.Product.Category.Replace(' ', '+'),
            ShopEventKind.Picture => "GET /static/" + shopEvent.Product.Id + ".jpg",
            ShopEventKind.Cart => "POST /cart/" + shopEvent.Product.Id,
            ShopEventKind.Order => "POST /order/" + shopEvent.Product.Id,
            ShopEventKind.Pay => "POST /pay/" + shopEvent.Product.Id,
            _ => "GET /product/" + shopEvent.Product.Id,
        });
        Put(output, " HTTP/1.1\" "u8);
    }
}
