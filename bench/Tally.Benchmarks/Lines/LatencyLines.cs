using System.Globalization;
using Tally.Benchmarks.Harness;
using Tally.Benchmarks.Inputs;
using Tally.Benchmarks.Servers;
using Tally.Benchmarks.Shop;

namespace Tally.Benchmarks.Lines;

// Tally runs as a user starts it, with the shop's twelve metrics and one that counts. An append goes over HTTP every millisecond, at its
// scheduled
// time or as soon after as it can; a viewer on the WebSocket sees by the count which appends a frame holds. The delay of an append is from
// its
// scheduled time to the first frame that has it, so a stall counts for everything that was due meanwhile. Sender and viewer share the
// machine.

/// <summary>From the append of an order to the frame that a viewer gets.</summary>
static class LatencyLines
{
    const int FindRecords = 500;

    public static IEnumerable<Line> All =>
        [
            new(
                "latency/one",
                "append to frame, one order every millisecond",
                context => MeasureAsync(context, "latency/one", "append → WebSocket frame, an order every ms, p99", 1)
            ),
            new("latency/half", "append to frame at half the maximum rate", AtHalfAsync) { Length = 1.5 },
            CloseLatency.Line,
        ];

    static async Task AtHalfAsync(LineContext context)
    {
        var most = await FindMostAsync(context);
        await MeasureAsync(
            context,
            "latency/half",
            string.Create(
                CultureInfo.InvariantCulture,
                $"append → WebSocket frame at half the maximum rate ({most / 2:N0} orders/s, an append every ms), p99"
            ),
            Math.Max(1, (int)(most / 2 / 1000)),
            300
        );
    }

    /// <summary>The orders a second that go from HTTP through the log to the screen when they are sent as fast as they are taken.</summary>
    static async Task<double> FindMostAsync(LineContext context)
    {
        await using var server = await StartAsync(context);
        using var sender = new OrderSender(server.Port, FindRecords);
        var seconds = Math.Clamp(context.Seconds / 3, 3, 8);
        await using var frames = await Frames.FollowAsync(server);
        var schedule = new Schedule(0);
        var (halfOrders, halfMs) = (0L, 0.0);
        while (schedule.ElapsedMs < seconds * 1000)
        {
            if (sender.Sent - sender.Answered < 8) sender.Send(TimeProvider.System.GetUtcNow().UtcDateTime);
            else Thread.Sleep(0);
            if (halfMs == 0 && schedule.ElapsedMs > seconds * 500) (halfOrders, halfMs) = (frames.Seen.Orders, schedule.ElapsedMs);
        }
        // The second half only: by then it is warm.
        return (frames.Seen.Orders - halfOrders) / (schedule.ElapsedMs - halfMs) * 1000;
    }

    static async Task MeasureAsync(LineContext context, string key, string what, int records, double? atMost = 300)
    {
        await using var server = await StartAsync(context);
        using var sender = new OrderSender(server.Port, records);
        new Schedule(1).Run(Math.Clamp(context.Seconds / 5, 1, 5), _ => sender.Send(TimeProvider.System.GetUtcNow().UtcDateTime));
        var before = sender.Sent;
        var schedule = new Schedule(1);
        await using var frames = await Frames.FollowAsync(server, schedule);
        var cpu = Memory.CpuSeconds(server.ProcessId);
        var turns = schedule.Run(context.Seconds, turn => sender.Send(schedule.DueOn(turn)));
        var share = (Memory.CpuSeconds(server.ProcessId) - cpu) / context.Seconds;
        await frames.Seen.UntilAsync((before + turns) * records, TimeSpan.FromSeconds(20));
        var delays = frames.Seen.Delays(schedule, turns, turn => (before + turn + 1) * records);
        context.Emit(
            new(
                key,
                what,
                delays.At(0.99),
                "ms",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{delays.Describe()}; refresh every 250 ms, {share:0.00} cores busy in Tally, peak " +
                        $"{Memory.PeakMb(server.ProcessId):N0} MB"
                ),
                AtMost: atMost
            )
            {
                IsHeadline = true,
            }
        );
    }

    static async Task<TallyServer> StartAsync(LineContext context)
    {
        var server = TallyServer.Start(
            TallyServer.Ready ?? TallyServer.Jit,
            context.Fresh("latency"),
            [ShopPipeline.Sql("orders_live.sql"), Sql.AllMetrics, ShopPipeline.Sql("newest.sql")]
        );
        await server.ListenAsync();
        return server;
    }
}
