using System.Globalization;
using Tally.Benchmarks.Harness;
using Tally.Benchmarks.Inputs;

namespace Tally.Benchmarks.Lines;

// The operators alone, on one thread: the columns are decoded and lie in memory, a text key as codes of a dictionary. The same batches go
// round
// with event times that move on, 1 M rows a second of event time, so that windows close and are forgotten.

/// <summary>One windowed GROUP BY over columns in memory, by number of keys and kind of query.</summary>
static class EngineLines
{
    const string Tumble =
        "SELECT window_start, window_end, k, SUM(amount) AS s, COUNT(*) AS n FROM TUMBLE(TABLE events, DESCRIPTOR(ts), INTERVAL '1' " +
            "MINUTE) GROUP BY window_start, window_end, k";

    public static IEnumerable<Line> All =>
        [
            Of("engine/1k", "TUMBLE GROUP BY a dictionary column, 1 k keys", Tumble, 1000, 30),
            Of("engine/10k", "the same, 10 k keys", Tumble, 10_000),
            Of("engine/100k", "the same, 100 k keys", Tumble, 100_000),
            Of("engine/1m", "the same, 1 M keys", Tumble, 1_000_000),
            Of(
                "engine/distinct",
                "COUNT(DISTINCT) of 100 k users",
                "SELECT window_start, window_end, COUNT(DISTINCT k) AS n FROM TUMBLE(TABLE events, DESCRIPTOR(ts), INTERVAL '1' MINUTE) " +
                    "GROUP BY window_start, window_end",
                100_000
            ),
            Of(
                "engine/hop",
                "HOP of 10 minutes by 2, 1 k keys",
                Tumble.Replace(
                    "TUMBLE(TABLE events, DESCRIPTOR(ts), INTERVAL '1' MINUTE)",
                    "HOP(TABLE events, DESCRIPTOR(ts), INTERVAL '2' MINUTE, INTERVAL '10' MINUTE)"
                ),
                1000
            ),
            Of(
                "engine/cumulate",
                "CUMULATE of an hour by the minute, 1 k keys",
                Tumble.Replace(
                    "TUMBLE(TABLE events, DESCRIPTOR(ts), INTERVAL '1' MINUTE)",
                    "CUMULATE(TABLE events, DESCRIPTOR(ts), INTERVAL '1' MINUTE, INTERVAL '1' HOUR)"
                ),
                1000
            ),
            Of(
                "engine/top",
                "top 10 of 10 k keys by the minute",
                $"SELECT * FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY window_start, window_end ORDER BY s DESC, k) AS rn FROM " +
                    $"({Tumble})) WHERE rn <= 10",
                10_000
            ),
        ];

    public static Line Groups => Of("growth/groups-10m", "TUMBLE GROUP BY, 10 M groups", Tumble, 10_000_000);

    static Line Of(string name, string what, string query, int keys, double? atLeast = null) =>
        new(name, what, context => Measure(context, name, what, query, keys, atLeast));

    static Task Measure(LineContext context, string name, string what, string query, int keys, double? atLeast)
    {
        var queries = new Queries(
            context.Folder,
            $"CREATE TABLE events (ts TIMESTAMP(3), k STRING, amount DECIMAL(12, 2), WATERMARK FOR ts AS ts) WITH ('connector' = " +
                $"'datagen'); CREATE VIEW q AS {query};"
        );
        var output = new CountRows();
        var source = queries.Build(output).Sources[0];
        var rows = new RowLoop(source, keys);
        rows.Run(until: Math.Min(context.Seconds / 4, 3), atLeast: 2L * keys);
        var measured = Measured.Start();
        var events = rows.Run(until: context.Seconds, atLeast: 0);
        measured.Stop();
        var counted = string.Create(CultureInfo.InvariantCulture, $"{measured.Describe(events)}; {output.Count:N0} result rows");
        context.Emit(
            new(name, what + ", rows per CPU-second", events / measured.CpuSeconds / 1e6, "M/s", counted, atLeast)
            {
                IsHeadline = atLeast is not null,
            }
        );
        return Task.CompletedTask;
    }
}
