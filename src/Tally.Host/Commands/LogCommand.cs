using System.CommandLine;
using Tally.Log;

namespace Tally.Host.Commands;

/// <summary>tally log ls|cat|verify|repair: looks into the log of a data directory.</summary>
static class LogCommand
{
    public static Command Create()
    {
        var data = new Option<string>("--data") { Description = "The data directory", DefaultValueFactory = _ => "data" };
        return new Command("log", "Looks into the log") { CreateList(data), CreateCat(data), CreateVerify(data), CreateRepair(data) };
    }

    static Command CreateList(Option<string> data)
    {
        var command = new Command("ls", "Lists topics and partitions with their offsets") { data };
        command.SetAction((result, cancellation) => WithLogAsync(result.GetValue(data)!, async log =>
        {
            Console.WriteLine($"{"topic",-32} {"partition",9} {"start",14} {"end",14} {"records",14}");
            foreach (var name in await log.ListTopicsAsync(cancellation))
                foreach (var partition in (await log.OpenTopicAsync(name, cancellation: cancellation)).Partitions)
                    Console.WriteLine($"{name,-32} {partition.Index,9} {partition.StartOffset,14} {partition.EndOffset,14} {partition.EndOffset - partition.StartOffset,14}");
        }));
        return command;
    }

    static Command CreateCat(Option<string> data)
    {
        var topic = new Argument<string>("topic");
        var partition = new Option<int?>("--partition") { Description = "Only this partition" };
        var from = new Option<long>("--from") { Description = "The first offset" };
        var count = new Option<long>("--count") { Description = "At most that many records of a partition", DefaultValueFactory = _ => long.MaxValue };
        var command = new Command("cat", "Prints the values of a topic's records, a line each") { topic, partition, from, count, data };
        command.SetAction((result, cancellation) => WithLogAsync(result.GetValue(data)!, async log =>
        {
            var name = result.GetRequiredValue(topic);
            var known = await log.ListTopicsAsync(cancellation);
            if (!known.Contains(name)) throw new LogException(LogErrorKind.Invalid, $"there is no topic '{name}'; known are: {string.Join(", ", known)}");
            await using var output = new BufferedStream(Console.OpenStandardOutput(), 1 << 16);
            foreach (var each in (await log.OpenTopicAsync(name, cancellation: cancellation)).Partitions)
                if (result.GetValue(partition) is not { } only || only == each.Index) Print(each, result.GetValue(from), result.GetValue(count), output);
        }));
        return command;
    }

    static Command CreateVerify(Option<string> data)
    {
        var command = new Command("verify", "Reads every byte of the log and tells what is damaged; changes nothing") { data };
        command.SetAction(result => WithDirectory(result.GetValue(data)!, directory => Tell(LogVerifier.Verify(directory))));
        return command;
    }

    static Command CreateRepair(Option<string> data)
    {
        var accept = new Option<bool>("--accept-loss") { Description = "Lets readers go on behind the damage; the damaged files are kept beside as .damaged" };
        var command = new Command("repair", "Makes a damaged log readable again, without what is damaged") { accept, data };
        command.SetAction(result => result.GetValue(accept)
            ? WithDirectory(result.GetValue(data)!, directory =>
            {
                Tell(LogVerifier.AcceptLoss(directory));
                return ExitStatus.Done;
            })
            : ExitStatus.Wrong("a repair gives up what is damaged: look at it with 'tally log verify', then repeat with --accept-loss"));
        return command;
    }

    // A torn tail or a side file costs nothing: recovery takes care of it.
    static int Tell(IEnumerable<LogReport> reports)
    {
        var damaged = false;
        foreach (var report in reports)
        {
            var lost = report.LostCount == 0 ? "" : $", {report.LostCount} records lost";
            Console.WriteLine($"{report.Topic}/{report.Partition}: {report.RecordCount} records, {report.SizeBytes} bytes{lost}");
            foreach (var finding in report.Findings) Console.WriteLine($"  {finding}");
            damaged |= report.Findings.Any(finding => finding.Kind is LogFindingKind.Damage or LogFindingKind.Gap);
        }
        return damaged ? ExitStatus.Failed : ExitStatus.Done;
    }

    static int WithDirectory(string data, Func<string, int> act)
    {
        var directory = Path.Combine(data, "log");
        if (!Directory.Exists(directory)) return ExitStatus.Fail($"there is no log in '{data}': give the directory with --data");
        try
        {
            return act(directory);
        }
        catch (Exception error) when (error is LogException or IOException or UnauthorizedAccessException)
        {
            return ExitStatus.Fail(error.Message);
        }
    }

    static void Print(IPartition partition, long from, long count, Stream output)
    {
        using var reader = partition.OpenReader(from);
        var block = new RecordBlock();
        while (count > 0 && reader.TryRead(block, (int)Math.Min(count, 4096)))
        {
            for (var i = 0; i < block.Count; i++)
            {
                output.Write(block.Value(i));
                output.WriteByte((byte)'\n');
            }
            count -= block.Count;
        }
    }

    static async Task<int> WithLogAsync(string data, Func<ILog, Task> act)
    {
        var directory = Path.Combine(data, "log");
        if (!Directory.Exists(directory)) return ExitStatus.Fail($"there is no log in '{data}': give the directory with --data");
        try
        {
            await using var log = LogSnapshot.Open(directory);
            await act(log);
            return ExitStatus.Done;
        }
        catch (LogException error)
        {
            return ExitStatus.Fail(error.Message);
        }
        catch (IOException)
        {
            // Whoever read our output has closed it.
            return ExitStatus.Done;
        }
    }
}
