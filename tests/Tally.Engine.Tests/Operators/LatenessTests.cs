using System.Text.RegularExpressions;
using Tally.Engine.Execution;
using Tally.Engine.Sql;
using Tally.Engine.Tests.Scripts;
using Xunit;

namespace Tally.Engine.Tests.Operators;

/// <summary>With an endless allowed lateness no row is late: the corrected result must be that of a watermark that stays behind all
/// rows.</summary>
public sealed partial class LatenessTests
{
    /// <summary>Scripts in which lateness only matters to windows that are corrected.</summary>
    static IReadOnlyList<(string Path, string Sql)> Scripts() =>
        [
            .. ScriptSet
                .Conformance.Texts()
                .Where(script =>
                    script.Error is null
                    && Window().IsMatch(script.Sql)
                    && script.Sql.Contains("WATERMARK FOR")
                    && !OtherLateness().IsMatch(script.Sql)
                )
                .Select(script => (script.Path, script.Sql)),
        ];

    [Fact]
    public async Task Corrected_windows_hold_what_windows_without_late_rows_hold()
    {
        var failures = new List<string>();
        var scripts = Scripts();
        Assert.True(scripts.Count > 100, $"{scripts.Count} scripts");
        foreach (var (path, sql) in scripts)
        {
            try
            {
                if (await FailureOfAsync(path, sql) is { } failure) failures.Add($"{path}: {failure}");
            }
            catch (SqlException error)
            {
                failures.Add($"{path}: {error.Message}");
            }
        }
        Assert.True(failures.Count == 0, string.Join('\n', failures));
    }

    static async Task<string?> FailureOfAsync(string path, string sql)
    {
        var behind = new RecordingPrinter();
        await RunAsync(
            path,
            Watermark().Replace(sql, match => $"WATERMARK FOR {match.Groups[1].Value} AS {match.Groups[1].Value} - INTERVAL '999' DAY(3)"),
            behind,
            PumpOptions.DefaultRecords,
            null
        );
        var answer = new ScriptAnswer(behind.Csv, []);
        var corrected = $"SET 'tally.allowed-lateness' = '999 d';\n{sql}";
        var printer = new RecordingPrinter();
        await RunAsync(path, corrected, printer, PumpOptions.DefaultRecords, null);
        if (answer.Compare(printer) is { } straight) return $"straight: {straight}";
        var batches = await RunAsync(path, corrected, printer = new(), 1, null);
        if (answer.Compare(printer) is { } single) return $"batch size 1: {single}";
        await RunAsync(path, corrected, printer = new(), 1, (int)batches * 2 / 3);
        return answer.Compare(printer) is { } restored ? $"restored: {restored}" : null;
    }

    static Task<long> RunAsync(string path, string sql, RecordingPrinter printer, int batchRecords, int? restoreAt) =>
        ScriptRun.RunAsync(
            ScriptSet.Conformance.Root,
            new SourceText(path, sql),
            printer,
            batchRecords,
            restoreAt,
            TestContext.Current.CancellationToken
        );

    [GeneratedRegex(@"\b(TUMBLE|HOP|CUMULATE)\s*\(", RegexOptions.IgnoreCase)]
    private static partial Regex Window();

    // Sessions, joins, OVER and deduplication by time have late rows of their own.
    [GeneratedRegex(@"\b(SESSION|JOIN|PRECEDING|LAG|MATCH_RECOGNIZE)\b|ORDER BY\s+(ts|\w*_at|\w*time\w*)\b", RegexOptions.IgnoreCase)]
    private static partial Regex OtherLateness();

    [GeneratedRegex(@"WATERMARK FOR\s+(\S+)\s+AS\s+[^\n]*?(?=,?\s*\n|\)\s*WITH)")]
    private static partial Regex Watermark();
}
