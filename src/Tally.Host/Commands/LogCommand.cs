using System.CommandLine;
using Tally.Host.Sessions;
using Tally.Log;
using Tally.Log.Embedded;

namespace Tally.Host.Commands;

/// <summary>tally log ls|cat|verify|repair: looks into the log of a data directory.</summary>
static class LogCommand
{
    public static Command Create()
    {
        var data = new Option<string>("--data") { Description = "The data directory", DefaultValueFactory = _ => "data" };
        var log = new Option<string>("--log") { Description = "embedded (under --data) or kafka://host:port,…",
            DefaultValueFactory = _ => "embedded" };
        return new Command("log",
            "Looks into the log") { CreateList(log, data), CreateCat(log, data), CreateVerify(log, data), CreateRepair(data) };
    }

    static Command CreateList(Option<string> log, Option<string> data)
    {
        var group =
            new Option<string?>("--group") { Description =
            "Of Kafka: the consumer group whose offsets and lag are shown; default Kafka:Group" };
        var command = new Command("ls", "Lists topics and partitions with their offsets") { group, log, data };
        command.SetAction((result, cancellation) =>
            LogReading.WithLogAsync(result.GetValue(log)!, result.GetValue(data)!, (opened, kafka) =>
            LogReading.ListAsync(opened, opened.HasKeys ? result.GetValue(group) ?? kafka.Group : "", cancellation)));
        return command;
    }

    static Command CreateCat(Option<string> log, Option<string> data)
    {
        var topic = new Argument<string>("topic");
        var partition = new Option<int?>("--partition") { Description = "Only this partition" };
        var from = new Option<long>("--from") { Description = "The first offset" };
        var to = new Option<long>("--to") { Description = "The offset behind the last", DefaultValueFactory = _ => long.MaxValue };
        var count = new Option<long>("--count") { Description = "At most that many records of a partition",
            DefaultValueFactory = _ => long.MaxValue };
        var command =
            new Command("cat", "Prints the values of a topic's records, a line each") { topic, partition, from, to, count, log, data };
        command.SetAction((result, cancellation) => LogReading.WithLogAsync(result.GetValue(log)!, result.GetValue(data)!, (opened, _) =>
            LogReading.PrintAsync(opened, result.GetRequiredValue(topic),
                new(result.GetValue(partition), result.GetValue(from), result.GetValue(to), result.GetValue(count)), cancellation)));
        return command;
    }

    static Command CreateVerify(Option<string> log, Option<string> data)
    {
        var command = new Command("verify", "Reads every byte of the log and tells what is damaged; changes nothing") { log, data };
        command.SetAction((result, cancellation) => result.GetValue(log) == "embedded"
            ? Task.FromResult(WithDirectory(result.GetValue(data)!, directory => Tell(LogVerifier.Verify(directory))))
            : LogReading.WithLogAsync(result.GetValue(log)!, result.GetValue(data)!,
                (opened, _) => LogReading.VerifyAsync(opened, cancellation)));
        return command;
    }

    static Command CreateRepair(Option<string> data)
    {
        var accept =
            new Option<bool>("--accept-loss") { Description =
            "Lets readers go on behind the damage; the damaged files are kept beside as .damaged" };
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
}
