using System.Globalization;
using Tally.Benchmarks.Harness;
using Tally.Benchmarks.Servers;
using Tally.Benchmarks.Shop;

namespace Tally.Benchmarks.Lines;

/// <summary>Screens that show the shop's metrics of orders while orders come: bytes for each viewer, and what thousands of them
/// cost.</summary>
static class PictureLines
{
    const int Connecting = 64, OrdersPerSecond = 1000;

    // What the panels of the shop's screen draw.
    const string Subscription = """
        {"subscribe":[{"metric":"gmv_today","order":"-gmv","windows":240},{"metric":"gmv_minute","order":"-gmv","windows":240},
        {"metric":"province_today","order":"-sales","limit":100},{"metric":"brand_today","order":"-sales","limit":10},
        {"metric":"product_today","order":"-sales","limit":10},{"metric":"gender_today","order":"-sales","limit":6},
        {"metric":"newest","limit":1}],"pipeline":true}
        """;

    public static IEnumerable<Line> All => [Of(1), Of(5000)];

    static Line Of(int viewers) =>
        new($"viewers/pictures-{viewers}", $"{viewers:N0} screens of the shop", context => MeasureAsync(context, viewers)) { Length = 1.5 };

    static async Task MeasureAsync(LineContext context, int viewers)
    {
        string[] pipeline = [ShopPipeline.Sql("orders_live.sql"), ShopPipeline.Sql("metrics.sql"), ShopPipeline.Sql("newest.sql")];
        await using var server = TallyServer.Start(TallyServer.Ready ?? TallyServer.Jit, context.Fresh("pictures"), pipeline);
        await server.ListenAsync();
        using var sender = new OrderSender(server.Port, OrdersPerSecond / 10);
        var schedule = new Schedule(100);
        schedule.Run(3, turn => sender.Send(schedule.DueOn(turn)));
        using var stop = new CancellationTokenSource();
        var clients = await ConnectAsync(server.Port, viewers);
        var counting = clients.Select(client => client.CountAsync(stop.Token)).ToList();
        await Task.Delay(2000);
        var (bytes, cpu) = (clients.Sum(client => client.Bytes), Memory.CpuSeconds(server.ProcessId));
        schedule = new Schedule(100);
        var seconds = schedule.Run(context.Seconds, turn => sender.Send(schedule.DueOn(turn))) / 10.0;
        var perViewer = (clients.Sum(client => client.Bytes) - bytes) / seconds / viewers / 1000;
        var cores = (Memory.CpuSeconds(server.ProcessId) - cpu) / seconds;
        await stop.CancelAsync();
        await Task.WhenAll(counting);
        foreach (var client in clients) client.Dispose();
        if (perViewer == 0) throw new InvalidOperationException("no viewer has got anything");
        context.Emit(new($"viewers/pictures-{viewers}", $"{viewers:N0} screens of the shop: bytes for each", perViewer, "kB/s",
            string.Create(CultureInfo.InvariantCulture, $"{cores:0.00} cores in Tally, {OrdersPerSecond:N0} orders/s among them")));
    }

    static async Task<List<WireViewer>> ConnectAsync(int port, int viewers)
    {
        var clients = Enumerable.Range(0, viewers).Select(_ => new WireViewer()).ToList();
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = Connecting };
        await Parallel.ForEachAsync(clients, parallel,
            async (client, cancellation) => await client.SubscribeAsync(port, Subscription, cancellation));
        return clients;
    }
}
