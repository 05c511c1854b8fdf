using System.CommandLine;
using Tally.Engine.Execution.Checkpoints;
using Tally.Host.Running;
using Tally.Host.Sessions;
using Tally.Host.Verifying;
using Tally.Log;

namespace Tally.Host.Commands;

/// <summary>tally verify: computes a pipeline's results once more from the log and compares them with Redis and PostgreSQL.</summary>
static class VerifyCommand
{
    const int ShownDifferences = 20;

    public static Command Create()
    {
        var paths = new Argument<string[]>("path") { Description = "Files and folders with SQL, as given to tally run", Arity = ArgumentArity.OneOrMore };
        var log = new Option<string>("--log") { Description = "embedded (under --data) or kafka://host:port,…", DefaultValueFactory = _ => "embedded" };
        var data = new Option<string>("--data") { Description = "Where the log is kept", DefaultValueFactory = _ => "data" };
        var from = new Option<string?>("--from") { Description = "The first window start" };
        var to = new Option<string?>("--to") { Description = "The window start behind the last" };
        var command = new Command("verify", "Compares what Redis and PostgreSQL hold with what the log gives") { paths, log, data, from, to };
        command.SetAction((result, cancellation) => RunAsync(result.GetValue(paths) ?? [], result.GetValue(log)!, result.GetValue(data)!, result.GetValue(from), result.GetValue(to), cancellation));
        return command;
    }

    static async Task<int> RunAsync(string[] paths, string where, string data, string? from, string? to, CancellationToken cancellation)
    {
        var (tables, differences) = (0, 0);
        var status = await Failures.CatchAsync(async () =>
        {
            await using var log = where == "embedded" ? LogSnapshot.Open(Path.Combine(data, "log")) : LogOpener.Open(where, data, new());
            var bounded = UpToCheckpoint(log, data);
            await foreach (var (table, found) in new PipelineVerifier(bounded, from, to, Environment.CurrentDirectory).RunAsync(PipelineFiles.Find(paths), cancellation))
            {
                tables++;
                differences += found.Differences.Count;
                Console.Out.WriteLine(found.Skipped is { } reason ? $"{table}: not compared: {reason}" : $"{table}: {found.Count} rows, {found.Differences.Count} differences");
                foreach (var difference in found.Differences.Take(ShownDifferences)) Console.Out.WriteLine($"  {difference}");
                if (found.Differences.Count > ShownDifferences) Console.Out.WriteLine($"  and {found.Differences.Count - ShownDifferences} more");
            }
            // Redis is written before a checkpoint, and a run that was killed or is going on has read further.
            if (differences > 0 && bounded is LogUpTo { LeftCount: > 0 and var left })
                Console.Out.WriteLine($"the log goes on {left} records behind the newest checkpoint, and Redis may know of them: let the pipeline read to its end, or stop it with Ctrl-C, and verify again");
        });
        if (status != ExitStatus.Done) return status;
        if (tables == 0) return ExitStatus.Fail("nothing to compare: no INSERT writes a table of the connectors redis or jdbc");
        return differences == 0 ? ExitStatus.Done : ExitStatus.Failed;
    }

    // What was not read yet is in no result.
    static ILog UpToCheckpoint(ILog log, string data)
    {
        var newest = new CheckpointStore(Path.Combine(data, "checkpoints")).ReadNewest();
        return newest is null ? log : new LogUpTo(log, newest.Streams.SelectMany(stream => stream.Partitions).DistinctBy(partition => partition.Id).ToDictionary(partition => partition.Id, partition => partition.Position));
    }
}
