using Tally.System.Tests.Running;

namespace Tally.System.Tests.Data;

/// <summary>Real access logs, through tally sql and through the tail source, the log and the metrics: totals to the unit.</summary>
public sealed class AccessLogTests
{
    const string Columns = "ts TIMESTAMP_LTZ(3), ip STRING, user_id STRING, `method` STRING, path STRING, status INT, bytes_sent BIGINT";
    const string Combined = Columns + ", referer STRING, user_agent STRING";
    const string Totals = "SELECT COUNT(*) AS hits, SUM(bytes_sent) AS sent, COUNT(DISTINCT ip) AS hosts FROM page_views";
    const string Statuses = "SELECT status, COUNT(*) AS hits FROM page_views GROUP BY status";
    const string Minutes = """
        SELECT window_start, window_end, COUNT(*) AS hits, COALESCE(SUM(bytes_sent), 0) AS sent, COUNT(DISTINCT ip) AS hosts,
          COUNT(*) FILTER (WHERE status BETWEEN 400 AND 499) AS status4xx, COUNT(*) FILTER (WHERE status BETWEEN 500 AND 599) AS status5xx
        FROM TUMBLE(TABLE page_views, DESCRIPTOR(ts), INTERVAL '1' MINUTE) GROUP BY window_start, window_end
        """;

    /// <summary>A log with what is known of it.</summary>
    public sealed record Log(string File, string Pattern, string Columns, string Totals, string[] Statuses, string Minutes)
    {
        public override string ToString() => File;
    }

    public static readonly TheoryData<Log> Logs =
    [
        new Log(
            "access-log-elastic/apache_logs",
            "combined",
            Combined,
            "10000,2747282740,1753",
            ["200,9126", "404,213", "500,3"],
            "elastic_apache_logs_by_utc_minute.csv"
        ),
        new Log(
            "access-log-nasa/access.log",
            "common",
            Columns,
            "4000,91255662,416",
            ["200,3566", "302,193", "304,216", "404,25"],
            "nasa_slice_by_utc_minute.csv"
        ),
    ];

    [Theory]
    [MemberData(nameof(Logs))]
    public async Task Through_sql(Log log)
    {
        var path = SharedData.PathOf(log.File);
        using var folder = new ScratchFolder();
        var tables = $"""
            SET 'table.local-time-zone' = 'UTC';
            CREATE TABLE page_views ({log.Columns}, WATERMARK FOR ts AS ts - INTERVAL '7' DAY)
            WITH ('connector' = 'filesystem', 'path' = '{path}', 'format' = 'access-log', 'access-log.pattern' = '{log.Pattern}');
            """;
        Assert.Equal([log.Totals], await SharedData.QueryAsync(folder, tables, Totals));
        Assert.Empty(log.Statuses.Except(await SharedData.QueryAsync(folder, tables, Statuses)));
        Assert.Equal(
            SharedData.Expected(log.Minutes),
            (await SharedData.QueryAsync(folder, tables, Minutes)).Select(row => AsExpected(row.Split(','))).Order(StringComparer.Ordinal)
        );
    }

    [Theory]
    [MemberData(nameof(Logs))]
    public async Task Through_tail_and_metrics(Log log)
    {
        var path = SharedData.PathOf(log.File);
        using var folder = new ScratchFolder();
        var bytes = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(folder["pipeline.sql"], Pipeline(log), TestContext.Current.CancellationToken);
        // Half of it is there at the start; the file grows in the middle of a line, and is rotated.
        await File.WriteAllBytesAsync(folder["access.log"], bytes[..(bytes.Length / 2)], TestContext.Current.CancellationToken);
        await using var tally = TallyProcess.Start(folder.Path, "run", "pipeline.sql", "--listen", "http://127.0.0.1:0");
        await tally.WaitForAddressAsync();
        using var api = new TallyApi(tally.Address);
        await using (var file = new FileStream(folder["access.log"], FileMode.Append))
            await file.WriteAsync(bytes.AsMemory(bytes.Length / 2), TestContext.Current.CancellationToken);
        // The last line may lack its end, and a live file's line counts when it has one.
        if (bytes[^1] != '\n') await File.AppendAllTextAsync(folder["access.log"], "\n", TestContext.Current.CancellationToken);
        File.Move(folder["access.log"], folder["access.log.1"]);
        await api.WaitForRowsAsync("totals", log.Totals);
        await TallyApi.WaitForAsync(
            async () => log.Statuses.Except((await api.RowsAsync("statuses")).Select(row => string.Join(',', row))).ToList(),
            missing => missing.Count == 0,
            missing => "without " + string.Join("; ", missing)
        );
        var minutes = SharedData.Expected(log.Minutes);
        await TallyApi.WaitForAsync(
            async () => (await api.RowsAsync("minutes")).Select(AsExpected).Order(StringComparer.Ordinal).ToList(),
            rows => rows.SequenceEqual(minutes),
            rows => string.Join("; ", rows)
        );
        var pipeline = await api.GetAsync("/api/v1/pipeline");
        Assert.All(pipeline.GetProperty("streams").EnumerateArray(), stream => Assert.Empty(stream.GetProperty("dead").EnumerateObject()));
        Assert.Equal(0, await tally.InterruptAsync());
    }

    static string AsExpected(string[] row) => string.Join(',', [SharedData.Minute(row[0]), .. row[2..]]);

    static string Pipeline(Log log) =>
        $"""
            SET 'table.local-time-zone' = 'UTC';
            CREATE TABLE access_file ({log.Columns}) WITH ('connector' = 'tail', 'path' = 'access.log*', 'format' = 'access-log',
                'access-log.pattern' = '{log.Pattern}');
            CREATE TABLE page_views ({log.Columns}, WATERMARK FOR ts AS ts - INTERVAL '7' DAY)
                WITH ('connector' = 'log', 'topic' = 'page_views', 'format' = 'json');
            INSERT INTO page_views SELECT * FROM access_file;
            CREATE VIEW totals AS {Totals};
            CREATE VIEW statuses AS {Statuses};
            CREATE VIEW minutes AS {Minutes};
            """;
}
