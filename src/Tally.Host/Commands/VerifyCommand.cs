using System.CommandLine;
using Tally.Engine.Connectors.Stores;
using Tally.Engine.Execution.Checkpoints;
using Tally.Host.Configuration;
using Tally.Host.Running;
using Tally.Host.Sessions;
using Tally.Host.Verifying;

namespace Tally.Host.Commands;

/// <summary>tally verify: computes a pipeline's results once more from the log and compares them with Redis and PostgreSQL.</summary>
static class VerifyCommand
{
    const int ShownDifferences = 20;

    public static Command Create()
    {
        var paths = new Argument<string[]>("path") { Description = "Files and folders with SQL, as given to tally run",
            Arity = ArgumentArity.OneOrMore };
        var log = new Option<string>("--log") { Description = "embedded (under --data) or kafka://host:port,…",
            DefaultValueFactory = _ => "embedded" };
        var data = new Option<string>("--data") { Description = "Where the log is kept", DefaultValueFactory = _ => "data" };
        var from = new Option<string?>("--from") { Description = "The first window start" };
        var to = new Option<string?>("--to") { Description = "The window start behind the last" };
        var command =
            new Command("verify", "Compares what Redis and PostgreSQL hold with what the log gives") { paths, log, data, from, to };
        command.SetAction((result,
            cancellation) => RunAsync(result.GetValue(paths) ?? [], result.GetValue(log)!, result.GetValue(data)!, result.GetValue(from),
                result.GetValue(to), cancellation));
        return command;
    }

    static async Task<int> RunAsync(string[] paths, string where, string data, string? from, string? to, CancellationToken cancellation)
    {
        var (tables, differences, changing) = (0, 0, 0L);
        var kafka = OptionsLoader.Load(Environment.CurrentDirectory, []).Kafka;
        var status = await Failures.CatchAsync(async () =>
        {
            var verifier = new PipelineVerifier(() => LogOpener.OpenToRead(where, data, kafka), () => EndsOf(data), from, to,
                Environment.CurrentDirectory);
            await foreach (var (table, found) in verifier.RunAsync(PipelineFiles.Find(paths), cancellation))
            {
                tables++;
                differences += found.Differences.Count;
                changing += found.ChangingCount;
                Show(table, found);
            }
            if (changing > 0)
                Console.Out
                    .WriteLine(
                        "changing: the log has more of these rows than the newest checkpoint; to compare them too, stop the pipeline with "
                            + "Ctrl-C and verify again");
        });
        if (status != ExitStatus.Done) return status;
        if (tables == 0) return ExitStatus.Fail("nothing to compare: no INSERT writes a table of the connectors redis or jdbc");
        return differences == 0 ? ExitStatus.Done : ExitStatus.Failed;
    }

    static void Show(string table, Comparison found)
    {
        Console.Out.WriteLine(found.Skipped is { } reason ? $"{table}: not compared: {reason}"
            : $"{table}: {found.Count} rows, {found.Differences.Count} differences{(found.ChangingCount > 0 ? $", {found.ChangingCount} "
                + $"changing" : "")}");
        foreach (var difference in found.Differences.Take(ShownDifferences)) Console.Out.WriteLine($"  {difference}");
        if (found.Differences.Count > ShownDifferences) Console.Out.WriteLine($"  and {found.Differences.Count - ShownDifferences} more");
    }

    // What was not read yet is in no result.
    static Func<string, string, long?> EndsOf(string data)
    {
        var newest = new CheckpointStore(Path.Combine(data, "checkpoints")).ReadNewest();
        return (table, partition) => newest?.Streams.FirstOrDefault(stream => stream.Table == table)?.Find(partition)?.Position;
    }
}
