using System.Globalization;
using Tally.Benchmarks.Harness;
using Tally.Benchmarks.Inputs;

namespace Tally.Benchmarks.Lines;

/// <summary>An access log in the combined format to page views, visitors, status codes and top pages, beside GoAccess on the same
/// file.</summary>
static class AccessLines
{
    const string Definitions = """
        CREATE TABLE page_views (
          ts TIMESTAMP_LTZ(3), ip STRING, user_id STRING, `method` STRING, path STRING, status INT, bytes_sent BIGINT, referer STRING,
              user_agent STRING,
          WATERMARK FOR ts AS ts - INTERVAL '60' SECOND
        ) WITH ('connector' = 'filesystem', 'path' = 'access/access.log', 'format' = 'access-log', 'access-log.pattern' = 'combined');
        CREATE VIEW pv_uv AS SELECT window_start, window_end, COUNT(*) AS pv, COUNT(DISTINCT ip) AS uv, SUM(bytes_sent) AS sent
          FROM TUMBLE(TABLE page_views, DESCRIPTOR(ts), INTERVAL '1' DAY) GROUP BY window_start, window_end;
        CREATE VIEW status_codes AS SELECT window_start, window_end, status, COUNT(*) AS hits
          FROM TUMBLE(TABLE page_views, DESCRIPTOR(ts), INTERVAL '1' DAY) GROUP BY window_start, window_end, status;
        CREATE VIEW top_pages AS SELECT * FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY window_start, window_end
            ORDER BY pv DESC, path) AS rn FROM (
          SELECT window_start, window_end, path, COUNT(*) AS pv, COUNT(DISTINCT ip) AS uv
          FROM TUMBLE(TABLE page_views, DESCRIPTOR(ts), INTERVAL '1' DAY) GROUP BY window_start, window_end, path)) WHERE rn <= 100;
        """;

    public static IEnumerable<Line> All =>
    [
        new("access/tally", "access log to PV, UV, status and top pages", TallyAsync),
        new("access/goaccess", "GoAccess on the same file", GoAccessAsync),
    ];

    // The same for figures of any length; GoAccess reads it once, at some 70,000 lines a second.
    const long LineCount = 1_000_000;

    // The compiler improves code in the background for some seconds.
    const double WarmSeconds = 8;

    static async Task TallyAsync(LineContext context)
    {
        SharedInputs.AccessLog(context, LineCount);
        for (var warm = Measured.Start(); warm.ElapsedSeconds < WarmSeconds;) await PassAsync(context.Folder);
        var (measured, lines) = (Measured.Start(), 0L);
        while (measured.ElapsedSeconds < context.Seconds) lines += await PassAsync(context.Folder);
        measured.Stop();
        context.Emit(
            new(
                "access/tally",
                "access log to PV, UV, status, top pages: lines per CPU-second",
                lines / measured.CpuSeconds / 1e6,
                "M/s",
                measured.Describe(lines)
            )
        );
    }

    static async Task<long> PassAsync(string folder)
    {
        await using var run = await new Queries(folder, Definitions).OpenAsync(new CountRows());
        while (await run.StepAsync()) { }
        run.Finish();
        return run.RowCount;
    }

    static async Task GoAccessAsync(LineContext context)
    {
        var outcome = await Tool.RunAsync(
            "goaccess",
            [
                SharedInputs.AccessLog(context, LineCount),
                "--log-format=COMBINED",
                "--no-global-config",
                "--no-progress",
                "-o",
                Path.Combine(context.Folder, "goaccess.json"),
            ]
        );
        context.Emit(
            new(
                "access/goaccess",
                "GoAccess on the same file: lines per CPU-second",
                LineCount / outcome.CpuSeconds / 1e6,
                "M/s",
                string.Create(CultureInfo.InvariantCulture, $"{LineCount:N0} lines, {outcome.WallSeconds:0.0} s wall; all its panels")
            )
        );
    }
}
