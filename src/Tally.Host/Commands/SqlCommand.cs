using System.CommandLine;
using Tally.Engine.Connectors;
using Tally.Engine.Execution;
using Tally.Engine.Execution.Printing;
using Tally.Engine.Sql.Ast;
using Tally.Host.Sessions;
using Tally.Host.Shell;
using Tally.Log.Embedded;

namespace Tally.Host.Commands;

/// <summary>tally sql: runs statements over bounded input and prints the final rows of each query.</summary>
static class SqlCommand
{
    public static Command Create()
    {
        var paths =
            new Argument<string[]>("path") { Description =
            "SQL in quotes, and files and folders with SQL, run in order; - is standard input", Arity = ArgumentArity.ZeroOrMore };
        var texts = new Option<string[]>("-c", "--command") { Description = "SQL to run after the files", Arity = ArgumentArity.OneOrMore };
        var format =
            new Option<string?>("--format") { Description =
            "table (default on a terminal), csv (default elsewhere), tsv, json (ndjson), markdown, vertical" };
        format.AcceptOnlyFromAmong(ResultFormat.Names);
        var output =
            new Option<string?>("-o", "--output") { Description = "Write the rows to a file, in the format that its ending names" };
        var noHeader = new Option<bool>("--no-header") { Description = "Leave out the names of the columns" };
        var badRows = new Option<string>("--bad-rows") { Description = "fail: stop at a row that does not decode; skip: count it",
            DefaultValueFactory = _ => "fail" };
        badRows.AcceptOnlyFromAmong("fail", "skip");
        var data =
            new Option<string>("--data") { Description =
            "The data directory whose log tables of the connector 'log' read, as it is now; a running Tally may hold it",
                DefaultValueFactory = _ => "data" };
        var batchSize = new Option<int?>("--batch-size") { Hidden = true };
        var restoreAt = new Option<int?>("--restore-at") { Hidden = true };
        var command = new Command("sql",
            "Runs SQL over files to their end and prints the result") { paths, texts, format, output, noHeader, badRows, data, batchSize,
                restoreAt };
        command.SetAction((result,
            cancellation) => RunAsync(new(result.GetValue(paths) ?? [], result.GetValue(texts) ?? [],
                new(result.GetValue(format), result.GetValue(output), !result.GetValue(noHeader)),
            result.GetValue(badRows) == "skip", Path.Combine(result.GetValue(data)!, "log"), result.GetValue(batchSize),
            result.GetValue(restoreAt)), cancellation));
        return command.WithExamples(
            "tally sql \"SELECT status, COUNT(*) AS n FROM 'access.log' GROUP BY status ORDER BY n DESC\"",
            "tally sql \"SELECT * FROM 'orders*.json.gz' WHERE amount > 100\" -o big.csv",
            "zcat orders.csv.gz | tally sql \"SELECT COUNT(*) FROM '-'\"",
            "tally sql pipelines/shop -c 'SELECT * FROM gmv_minute'",
            "tally sql                       a shell; help lists what it knows");
    }

    /// <summary>Whether a command line opens the shell.</summary>
    public static bool IsShell(ParseResult parsed) =>
        parsed.CommandResult.Command.Name == "sql" && !Console.IsInputRedirected && !Console.IsOutputRedirected;

    static async Task<int> RunAsync(Arguments arguments, CancellationToken cancellation)
    {
        var interactive = !Console.IsInputRedirected && !Console.IsOutputRedirected;
        if (arguments.Paths.Length == 0 && arguments.Texts.Length == 0 && !interactive)
            return ExitStatus.Wrong("nothing to run: give a file, -c 'SQL', or - for standard input");
        if (arguments.BatchSize < 1 || arguments.RestoreAt < 1)
            return ExitStatus.Wrong("--batch-size and --restore-at expect numbers from 1");
        var skipped = arguments.SkipBadRows ? new CountBadRecords() : null;
        using var output = arguments.Result.OpenOutput();
        using var progress = new ProgressLine(TimeProvider.System);
        await using var log = Directory.Exists(arguments.LogDirectory) ? LogSnapshot.Open(arguments.LogDirectory) : null;
        var session = SqlSessions.Create(options => options with
        {
            Log = log,
            BadRecords = skipped ?? options.BadRecords,
            BatchRecords = arguments.BatchSize ?? options.BatchRecords,
            RestoreAfterBatches = arguments.RestoreAt,
            OnNotice = notice =>
            {
                progress.Clear();
                Console.Error.WriteLine($"tally: {notice}");
            },
            OnProgress = Console.IsErrorRedirected ? null : progress.Show,
        });
        IResultPrinter PrinterOf(TimeZoneInfo zone) =>
            new ClearingPrinter(ResultFormat.Printer(arguments.Result.Name, output, zone, arguments.Result.HasHeader), progress);
        var status = await Failures.CatchAsync(async () =>
        {
            var queries = await RunTextsAsync(session, arguments, PrinterOf, cancellation);
            if (queries == 0 && interactive) await new SqlShell(session, PrinterOf).RunAsync(cancellation);
        });
        if (skipped is { First: { } first })
            Console.Error
                .WriteLine(
                    $"tally: left out {string.Join(", ", skipped.Counts.Select(count => $"{count.Value} {count.Key}"))}; the first: "
                        + $"{first}");
        return status;
    }

    // The number of statements that gave a result or wrote one.
    static async Task<int> RunTextsAsync(SqlSession session, Arguments arguments, Func<TimeZoneInfo, IResultPrinter> printer,
        CancellationToken cancellation)
    {
        var count = 0;
        foreach (var statements in SqlSessions.Load(session, arguments.Paths, arguments.Texts))
        {
            foreach (var statement in statements())
            {
                await session.RunAsync(statement, printer, cancellation);
                if (statement is not (CreateTableStatement or CreateViewStatement or DropStatement or SetStatement or ResetStatement))
                    count++;
            }
        }
        return count;
    }

    sealed record Arguments(string[] Paths, string[] Texts, ResultTarget Result, bool SkipBadRows, string LogDirectory, int? BatchSize,
        int? RestoreAt);
}
