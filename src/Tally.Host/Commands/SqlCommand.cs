using System.CommandLine;
using Tally.Engine.Connectors;
using Tally.Engine.Execution;
using Tally.Engine.Execution.Printing;
using Tally.Engine.Sql.Ast;
using Tally.Host.Sessions;
using Tally.Log.Embedded;

namespace Tally.Host.Commands;

/// <summary>tally sql: runs statements over bounded input and prints the final rows of each query.</summary>
static class SqlCommand
{
    static readonly string[] Formats = ["table", "csv", "json", "markdown"];

    public static Command Create()
    {
        var paths = new Argument<string[]>("path") { Description = "Files and folders with SQL, run in order; - is standard input", Arity = ArgumentArity.ZeroOrMore };
        var texts = new Option<string[]>("-c", "--command") { Description = "SQL to run after the files", Arity = ArgumentArity.OneOrMore };
        var format = new Option<string?>("--format") { Description = "table (default on a terminal), csv (default elsewhere), json, markdown" };
        format.AcceptOnlyFromAmong(Formats);
        var badRows = new Option<string>("--bad-rows") { Description = "fail: stop at a row that does not decode; skip: count it", DefaultValueFactory = _ => "fail" };
        badRows.AcceptOnlyFromAmong("fail", "skip");
        var data = new Option<string>("--data") { Description = "The data directory whose log tables of the connector 'log' read, as it is now; a running Tally may hold it", DefaultValueFactory = _ => "data" };
        var batchSize = new Option<int?>("--batch-size") { Hidden = true };
        var restoreAt = new Option<int?>("--restore-at") { Hidden = true };
        var command = new Command("sql", "Runs SQL over files to their end and prints the result") { paths, texts, format, badRows, data, batchSize, restoreAt };
        command.SetAction((result, cancellation) => RunAsync(new(result.GetValue(paths) ?? [], result.GetValue(texts) ?? [], result.GetValue(format),
            result.GetValue(badRows) == "skip", Path.Combine(result.GetValue(data)!, "log"), result.GetValue(batchSize), result.GetValue(restoreAt)), cancellation));
        return command;
    }

    static async Task<int> RunAsync(Arguments arguments, CancellationToken cancellation)
    {
        var interactive = !Console.IsInputRedirected && !Console.IsOutputRedirected;
        if (arguments.Paths.Length == 0 && arguments.Texts.Length == 0 && !interactive) return ExitStatus.Wrong("nothing to run: give a file, -c 'SQL', or - for standard input");
        if (arguments.BatchSize < 1 || arguments.RestoreAt < 1) return ExitStatus.Wrong("--batch-size and --restore-at expect numbers from 1");
        var skipped = arguments.SkipBadRows ? new CountBadRecords() : null;
        using var output = StandardOutput.Open();
        using var progress = new ProgressLine(TimeProvider.System);
        await using var log = Directory.Exists(arguments.LogDirectory) ? LogSnapshot.Open(arguments.LogDirectory) : null;
        var session = SqlSessions.Create(options => options with
        {
            Log = log,
            BadRecords = skipped ?? options.BadRecords,
            BatchRecords = arguments.BatchSize ?? options.BatchRecords,
            RestoreAfterBatches = arguments.RestoreAt,
            OnProgress = Console.IsErrorRedirected ? null : progress.Show,
        });
        IResultPrinter PrinterOf(TimeZoneInfo zone) => new ClearingPrinter(Printer(arguments.Format ?? (Console.IsOutputRedirected ? "csv" : "table"), output, zone), progress);
        var status = await Failures.CatchAsync(async () =>
        {
            var queries = await RunTextsAsync(session, arguments, PrinterOf, cancellation);
            if (queries == 0 && interactive) await new Shell(session, PrinterOf).RunAsync(cancellation);
        });
        if (skipped is { First: { } first })
            Console.Error.WriteLine($"tally: left out {string.Join(", ", skipped.Counts.Select(count => $"{count.Value} {count.Key}"))}; the first: {first}");
        return status;
    }

    // The number of statements that gave a result or wrote one.
    static async Task<int> RunTextsAsync(SqlSession session, Arguments arguments, Func<TimeZoneInfo, IResultPrinter> printer, CancellationToken cancellation)
    {
        var count = 0;
        foreach (var statements in SqlSessions.Load(session, arguments.Paths, arguments.Texts))
        {
            foreach (var statement in statements())
            {
                await session.RunAsync(statement, printer, cancellation);
                if (statement is not (CreateTableStatement or CreateViewStatement or DropStatement or SetStatement or ResetStatement)) count++;
            }
        }
        return count;
    }

    static IResultPrinter Printer(string format, Stream output, TimeZoneInfo zone) => format switch
    {
        "csv" => new CsvPrinter(output, zone),
        "json" => new JsonPrinter(output, zone),
        "markdown" => new TablePrinter(output, zone, asMarkdown: true),
        _ => new TablePrinter(output, zone),
    };

    sealed record Arguments(string[] Paths, string[] Texts, string? Format, bool SkipBadRows, string LogDirectory, int? BatchSize, int? RestoreAt);
}
