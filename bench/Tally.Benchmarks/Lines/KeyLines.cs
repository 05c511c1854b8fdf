using System.Globalization;
using Tally.Benchmarks.Harness;
using Tally.Benchmarks.Inputs;

namespace Tally.Benchmarks.Lines;

/// <summary>Many different keys that pass through closing windows, each seen once: what no state holds must be forgotten.</summary>
static class KeyLines
{
    const string Definitions = """
        CREATE TABLE events (ts TIMESTAMP(3), k STRING, WATERMARK FOR ts AS ts - INTERVAL '0.001' SECOND)
            WITH ('connector' = 'keys', 'format' = 'json');
        CREATE VIEW q AS SELECT window_start, window_end, k, COUNT(*) AS n FROM TUMBLE(TABLE events, DESCRIPTOR(ts), INTERVAL '1' SECOND)
            GROUP BY window_start, window_end, k;
        """;

    public static Line Passing => new("growth/keys", "100 M different keys through windows of 1 M", MeasureAsync) { Length = 3 };

    static async Task MeasureAsync(LineContext context)
    {
        var count = context.Scaled(100_000_000, 60_000_000);
        var output = new CountRows();
        await using var run = await new Queries(context.Folder, Definitions, new KeyConnector(count)).OpenAsync(output);
        var measured = Measured.Start();
        var peaks = new List<double>();
        while (await run.StepAsync())
            if (run.RowCount >= (peaks.Count + 1) * count / 5) peaks.Add(Memory.PeakMb());
        run.Finish();
        measured.Stop();
        if (output.Count != count) throw new InvalidOperationException($"{output.Count} result rows, expected {count}");
        var grown = string.Join(", ", peaks.Select(peak => peak.ToString("N0", CultureInfo.InvariantCulture)));
        context.Emit(
            new(
                "growth/keys",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{count / 1e6:0} M different keys through windows of 1 M: peak memory at the end against after two fifths"
                ),
                peaks[^1] / peaks[1],
                "×",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{grown} MB after each fifth; {measured.CpuSeconds * 1e9 / count:0} ns of CPU each, decoding included"
                ),
                AtMost: 1.1
            )
            {
                IsHeadline = true,
            }
        );
    }
}
