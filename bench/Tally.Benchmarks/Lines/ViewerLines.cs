using System.Globalization;
using Tally.Benchmarks.Harness;
using Tally.Benchmarks.Servers;
using Tally.Benchmarks.Shop;

namespace Tally.Benchmarks.Lines;

/// <summary>Many viewers on the WebSocket while a metric changes once a second: what that costs Tally, and how long until each has
/// it.</summary>
static class ViewerLines
{
    const int Connecting = 64;

    public static IEnumerable<Line> All => [Of(1000), Of(5000)];

    static Line Of(int viewers) =>
        new($"viewers/{viewers}", $"{viewers:N0} viewers", context => MeasureAsync(context, viewers)) { Length = 1.5 };

    static async Task MeasureAsync(LineContext context, int viewers)
    {
        await using var server = TallyServer.Start(
            TallyServer.Ready ?? TallyServer.Jit,
            context.Fresh("viewers"),
            [ShopPipeline.Sql("orders_live.sql"), ShopPipeline.Sql("newest.sql")]
        );
        await server.ListenAsync();
        var before = Memory.ResidentMb(server.ProcessId);
        using var stop = new CancellationTokenSource();
        var delays = new Percentiles();
        var schedule = new Schedule(1000);
        var seen = 0L;
        void Take(long orders)
        {
            // The first orders warm the server and the viewers up.
            if (orders <= 2) return;
            var delay = schedule.ElapsedMs - schedule.DueMs(orders - 1);
            lock (delays) delays.Add(delay);
            Interlocked.Increment(ref seen);
        }

        var clients = await ConnectAsync(server, viewers);
        var following = clients.Select(client => client.FollowAsync(Take, stop.Token)).ToList();
        using var sender = new OrderSender(server.Port, 1);
        schedule = new Schedule(1000);
        var (cpu, own) = (Memory.CpuSeconds(server.ProcessId), Environment.CpuUsage.TotalTime);
        var turns = schedule.Run(context.Seconds + 2, turn => sender.Send(schedule.DueOn(turn)));
        await Task.Delay(1000);
        var (cpuShare, ownShare) = (
            (Memory.CpuSeconds(server.ProcessId) - cpu) / turns,
            (Environment.CpuUsage.TotalTime - own).TotalSeconds / turns
        );
        await stop.CancelAsync();
        await Task.WhenAll(following);
        if (seen == 0) throw new InvalidOperationException("no viewer has seen a change");
        var perViewerKb = (Memory.ResidentMb(server.ProcessId) - before) * 1024 / viewers;
        context.Emit(
            new(
                $"viewers/{viewers}",
                $"{viewers:N0} viewers, a change a second: append → frame at each viewer, p99",
                delays.At(0.99),
                "ms",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{delays.Describe()} frames, {(turns - 2) * (long)viewers:N0} due; {cpuShare * 100:0.#}% of a core in Tally " +
                        $"({ownShare * 100:0.#}% in the viewers), {perViewerKb:0} kB each, {Memory.PeakMb(server.ProcessId):N0} MB in all"
                )
            )
            {
                IsHeadline = viewers == 5000,
            }
        );
    }

    static async Task<List<LiveClient>> ConnectAsync(TallyServer server, int viewers)
    {
        var clients = Enumerable.Range(0, viewers).Select(_ => new LiveClient(server.LiveAddress)).ToList();
        var invoker = new HttpMessageInvoker(new SocketsHttpHandler());
        try
        {
            await Parallel.ForEachAsync(
                clients,
                new ParallelOptions { MaxDegreeOfParallelism = Connecting },
                async (client, cancellation) => await client.SubscribeAsync(invoker, cancellation)
            );
        }
        catch (Exception error) when (error is System.Net.WebSockets.WebSocketException or HttpRequestException)
        {
            throw new NotPossibleException($"not all {viewers} viewers could connect, see ulimit -n: {error.GetBaseException().Message}");
        }
        return clients;
    }
}
