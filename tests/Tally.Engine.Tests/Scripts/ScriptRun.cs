using Tally.Engine.Connectors;
using Tally.Engine.Execution;
using Tally.Engine.Formats;
using Tally.Engine.Planning;
using Tally.Engine.Sql;

namespace Tally.Engine.Tests.Scripts;

/// <summary>Runs scripts in this process: NAME.sql against NAME.csv and NAME.types, or NAME.error.</summary>
static class ScriptRun
{
    /// <summary>What is wrong with what a script gives in any mode, or null.</summary>
    public static async Task<string?> FailureOfAsync(ScriptSet set, string script, CancellationToken cancellation)
    {
        var (root, path) = (set.Root, set.PathOf(script));
        if (set.Refusal(script) is { } words) return await RefusalOfAsync(set, script, words, cancellation);
        // Straight; one record at a time, counting; stopped after half of these and restored.
        var straight = await OneAsync(root, path, "straight", PumpOptions.DefaultRecords, null, cancellation);
        if (straight.Failure is not null) return straight.Failure;
        var single = await OneAsync(root, path, "batch size 1", 1, null, cancellation);
        if (single.Failure is not null || single.BatchCount < 2) return single.Failure;
        return (await OneAsync(root, path, "restored", 1, (int)single.BatchCount / 2, cancellation)).Failure;
    }

    static async Task<(string? Failure, long BatchCount)> OneAsync(
        string root,
        string path,
        string mode,
        int batchRecords,
        int? restoreAt,
        CancellationToken cancellation
    )
    {
        var printer = new RecordingPrinter();
        try
        {
            var batches = await RunAsync(root, path, printer, batchRecords, restoreAt, cancellation);
            var failure = ScriptAnswer.Read(path).Compare(printer);
            return (failure is null ? null : $"{mode}: {failure}", batches);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return ($"{mode}: {Message(e)}", 0);
        }
    }

    // Conformance answers hold Flink's own words; the project's own hold a part of ours behind "TLY".
    static async Task<string?> RefusalOfAsync(ScriptSet set, string script, string words, CancellationToken cancellation)
    {
        try
        {
            await RunAsync(set.Root, set.PathOf(script), new RecordingPrinter(), PumpOptions.DefaultRecords, null, cancellation);
            return $"accepted, although {words.TrimEnd().Split('\n')[^1]}";
        }
        catch (Exception e) when (e is SqlException or RowException)
        {
            var wrong = words.StartsWith("TLY", StringComparison.Ordinal) ? CompareOwn(words, e) : Compare(script, words, e);
            return wrong is null ? null : $"{wrong}\n{Message(e)}";
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return $"refused badly: {Message(e)}";
        }
    }

    static string? CompareOwn(string words, Exception refusal) =>
        Message(refusal).Contains(words.Trim(), StringComparison.Ordinal) ? null : $"expected a refusal with {words.Trim()}";

    static string? Compare(string script, string words, Exception refusal) => refusal is SqlException sql
        ? FlinkRefusals.Compare(script, words, [.. sql.Errors.Select(error => error.Code)]) ?? FlinkPlace.Compare(words, sql.Errors[0])
        : FlinkRefusals.Compare(script, words, [((RowException)refusal).Code]);

    static Task<long> RunAsync(
        string root,
        string path,
        RecordingPrinter printer,
        int batchRecords,
        int? restoreAt,
        CancellationToken cancellation
    ) => RunAsync(root, new SourceText(path, File.ReadAllText(path)), printer, batchRecords, restoreAt, cancellation);

    /// <summary>Runs a text and tells how many batches were read.</summary>
    /// <param name="restoreAt">After how many batches it is stopped and restored; null: not at all.</param>
    public static async Task<long> RunAsync(
        string root,
        SourceText text,
        RecordingPrinter printer,
        int batchRecords,
        int? restoreAt,
        CancellationToken cancellation
    )
    {
        var batches = 0L;
        var session = new SqlSession(
            new(ConnectorRegistry.BuiltIn(TextWriter.Null), FormatRegistry.Default, new Planner())
            {
                WorkingDirectory = root,
                BatchRecords = batchRecords,
                RestoreAfterBatches = restoreAt,
                OnProgress = run => batches = Math.Max(batches, run.BatchCount),
            }
        );
        await session.RunAsync(text, printer.For, cancellation);
        return batches;
    }

    static string Message(Exception e) => e switch
    {
        SqlException sql => ErrorReport.Render(sql.Errors),
        RowException row => $"TLY{(int)row.Code}: {row.Message}",
        _ => $"{e.GetType().Name}: {e.Message}\n{string.Join('\n', (e.StackTrace ?? "").Split('\n').Take(4))}",
    };
}
