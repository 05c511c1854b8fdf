using System.CommandLine;
using Tally.Agent.Simulation;
using Tally.Host.Running;
using Tally.Host.Sessions;

namespace Tally.Host.Commands;

/// <summary>tally demo: a simulated shop's log files become a live screen, in one process.</summary>
static class DemoCommand
{
    const ulong Seed = 11;

    public static Command Create()
    {
        var rate = new Option<double>("--rate") { Description = "Orders per second on average; about fourfold in the rush after midnight",
            DefaultValueFactory = _ => 100 };
        var data = new Option<string>("--data") { Description = "Where everything is kept; started again, the demo goes on where it was",
            DefaultValueFactory = _ => "data" };
        var listen = new Option<string?>("--listen") { Description = "The address of page and API; default http://127.0.0.1:5080" };
        var paths =
            new Argument<string[]>("path") { Description =
            "Files and folders with more SQL, for example pipelines/shop/with-kafka-redis-postgres", Arity = ArgumentArity.ZeroOrMore };
        var log = new Option<string>("--log") { Description = "embedded (under --data) or kafka://host:port,…",
            DefaultValueFactory = _ => "embedded" };
        var command = new Command("demo", "Shows a simulated shop's Double 11 on a live screen") { paths, rate, log, data, listen };
        command.SetAction((result,
            cancellation) => RunAsync(result.GetValue(paths) ?? [], result.GetValue(rate), result.GetValue(log)!,
                Path.GetFullPath(result.GetValue(data)!), new(result.GetValue(listen), null), cancellation));
        return command;
    }

    static Task<int> RunAsync(string[] more, double rate, string log, string data, GivenOptions given, CancellationToken cancellation)
    {
        if (rate is not (> 0 and <= 1_000_000))
            return Task.FromResult(ExitStatus.Wrong($"--rate is {rate}, expected a number above 0 and at most a million"));
        var pipeline = Path.Combine(AppContext.BaseDirectory, "pipelines", "shop");
        return LiveProgram.RunAsync(
            () => new(PipelineFiles.Find([Path.Combine(pipeline, "streams.sql"), Path.Combine(pipeline, "collection.sql"),
                Path.Combine(pipeline, "metrics"), .. more]), log, data, data),
            given,
            stopping => new LiveShop(Path.Combine(data, "logs"), rate, Seed, TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai"),
                TimeProvider.System).RunAsync(stopping), cancellation);
    }
}
