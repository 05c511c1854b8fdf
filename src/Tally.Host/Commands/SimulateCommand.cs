using System.CommandLine;
using Tally.Agent.Simulation;
using Tally.Engine.Catalog;
using Tally.Host.Sessions;

namespace Tally.Host.Commands;

/// <summary>tally simulate orders|access: writes a shop's logs.</summary>
static class SimulateCommand
{
    // Midnight in Shanghai when the Double 11 of 2025 begins.
    const long StartMs = 1_762_790_400_000;

    public static Command Create()
    {
        var kind = new Argument<string>("kind") { Description = "orders or access" };
        kind.AcceptOnlyFromAmong("orders", "access");
        var rate = new Option<double>("--rate") { Description = "Orders per second on average; the shop's day makes it more or less",
            DefaultValueFactory = _ => 2000 };
        var count =
            new Option<long?>("--count") { Description =
            "Write that many lines at full speed, from midnight of Double 11 on; without it lines come in real time until stopped" };
        var seed = new Option<long>("--seed") { Description = "The same seed gives the same bytes", DefaultValueFactory = _ => 1 };
        var output = new Option<string?>("--out") { Description = "The file to write; default: standard output" };
        var format = new Option<string?>("--format") { Description = "orders: json (default) or order-log; access: combined" };
        var command =
            new Command("simulate", "Writes a shop's logs: the same seed gives the same bytes") { kind, rate, count, seed, output, format };
        command.SetAction((result,
            cancellation) => RunAsync(result.GetRequiredValue(kind), result.GetValue(rate), result.GetValue(count), result.GetValue(seed),
                result.GetValue(output), result.GetValue(format), cancellation));
        return command;
    }

    static async Task<int> RunAsync(string kind, double rate, long? count, long seed, string? path, string? format,
        CancellationToken cancellation)
    {
        if (rate is not (> 0 and <= 10_000_000))
            return ExitStatus.Wrong($"--rate is {rate}, expected a number above 0 and at most 10 million");
        if (count is < 0) return ExitStatus.Wrong($"--count is {count}, expected a number from 0");
        if (path is { Length: 0 }) return ExitStatus.Wrong("--out is '', expected a file, or - for standard output");
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");
        LineWriter writer;
        try
        {
            writer = LineWriter.For(kind, format, zone);
        }
        catch (OptionException error)
        {
            return ExitStatus.Wrong(error.Message);
        }
        var startMs = count is null ? TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() : StartMs;
        var file = new LogFile(writer, new(new Shop(), (ulong)seed, rate, startMs, zone) { Wanted = writer.Takes });
        try
        {
            await using var output = path is null or "-" ? Console.OpenStandardOutput() : new FileStream(path, FileMode.Create);
            if (count is { } lines) file.Write(output, lines);
            else await file.WriteLiveAsync(output, TimeProvider.System, cancellation);
            return ExitStatus.Done;
        }
        catch (IOException) when (path is null or "-")
        {
            // The reader has closed the pipe: it has seen enough.
            return ExitStatus.Done;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return ExitStatus.Fail($"{path} cannot be written: {error.Message}");
        }
    }
}
