using Tally.Engine.Columns;
using Tally.Engine.Operators.Aggregation;
using Tally.Engine.Operators.Windows.Kinds;
using Tally.Engine.Operators.Windows.Slices;
using Tally.Engine.Operators.Windows;
using Tally.Engine.Operators;
using Xunit;

namespace Tally.Engine.Tests.Operators;

public class WindowAggregateTests
{
    const long Minute = 60_000;
    const long Hour = 60 * Minute;

    public static TheoryData<WindowKind, long, long, long, string> Windows() => new()
    {
        { WindowKind.Tumble, 10 * Minute, 10 * Minute, 0, "" },
        { WindowKind.Tumble, 7 * Minute, 7 * Minute, -2 * Minute, "" },
        { WindowKind.Tumble, 24 * Hour, 24 * Hour, 0, "Asia/Shanghai" },
        { WindowKind.Tumble, Hour, Hour, 0, "Asia/Kolkata" },
        { WindowKind.Tumble, 15 * Minute, 15 * Minute, 0, "America/New_York" },
        { WindowKind.Tumble, 24 * Hour, 24 * Hour, 0, "America/New_York" },
        { WindowKind.Hop, 30 * Minute, 10 * Minute, 0, "" },
        { WindowKind.Hop, 2 * Hour, Hour, 0, "America/New_York" },
        { WindowKind.Hop, 48 * Hour, 24 * Hour, 0, "Asia/Shanghai" },
        { WindowKind.Hop, 25 * Minute, 10 * Minute, Minute, "" },
        { WindowKind.Hop, 4 * Minute, 10 * Minute, 0, "Asia/Kolkata" },
        { WindowKind.Cumulate, Hour, 10 * Minute, 0, "" },
        { WindowKind.Cumulate, 24 * Hour, 4 * Hour, 0, "Asia/Shanghai" },
        { WindowKind.Cumulate, 24 * Hour, Hour, 30 * Minute, "America/New_York" },
    };

    [Theory]
    [MemberData(nameof(Windows))]
    public void Agrees_with_the_oracle_at_every_batch_size(WindowKind kind, long sizeMs, long slideMs, long offsetMs, string zone)
    {
        var window = new WindowFunction(kind, sizeMs, slideMs, offsetMs, zone == "" ? null : TimeZoneInfo.FindSystemTimeZoneById(zone));
        for (var seed = 1; seed <= 6; seed++)
        {
            var rows = RandomRows(new Random(seed), zone, seed);
            var expected = WindowOracle.Aggregate(window, rows);
            Assert.NotEmpty(expected);
            foreach (var batchSize in new[] { 1, 3, 17, 400 })
                Assert.Equal(expected, Run(window, rows, batchSize, seed % 2 == 0));
        }
    }

    // Three partitions out of step, each out of order by itself, around a change of the clocks where the zone has one.
    static List<TimedRow> RandomRows(Random random, string zone, int seed)
    {
        var from = zone switch
        {
            "America/New_York" => seed % 2 == 0
                ? new DateTimeOffset(2024, 3, 9, 22, 0, 0, TimeSpan.Zero)
                : new DateTimeOffset(2024, 11, 2, 22, 0, 0, TimeSpan.Zero),
            "Asia/Shanghai" => seed % 2 == 0
                ? new DateTimeOffset(1986, 5, 3, 0, 0, 0, TimeSpan.Zero)
                : new DateTimeOffset(1991, 9, 13, 0, 0, 0, TimeSpan.Zero),
            _ => seed == 1
                ? new DateTimeOffset(1969, 12, 31, 22, 0, 0, TimeSpan.Zero)
                : new DateTimeOffset(2025, 11, 10, 0, 0, 0, TimeSpan.Zero),
        };
        var newest = new long[3];
        Array.Fill(newest, long.MinValue);
        var rows = new List<TimedRow>();
        for (var i = 0; i < 400; i++)
        {
            var partition = random.Next(3);
            var time =
                from.ToUnixTimeMilliseconds()
                + i * 6 * Minute
                + partition * 20 * Minute
                - (random.Next(4) == 0 ? random.NextInt64(9 * Hour) : random.NextInt64(20 * Minute));
            var watermark = newest[partition] == long.MinValue ? long.MinValue : newest[partition] - 5 * Minute;
            rows.Add(new(time, random.Next(8) == 0 ? null : $"k{random.Next(4)}", random.Next(-5, 100), watermark));
            newest[partition] = Math.Max(newest[partition], time);
        }
        return rows;
    }

    static List<string> Run(WindowFunction window, List<TimedRow> rows, int batchSize, bool asCodes)
    {
        AggregateCall[] calls =
        [
            AggregateRegistry.Bind("SUM", [SqlType.BigInt], false, false, "", out _)! with { Arguments = [2] },
            AggregateRegistry.Bind("COUNT", [], false, false, "", out _)!,
        ];
        var plan = new WindowAggregatePlan(window, 0, [1], [SqlType.String], [.. calls], [WindowColumn.Start, WindowColumn.End]);
        var output = new Collected();
        var running = plan.Start(output);
        var dictionaries = new[] { new StringDictionary(), new StringDictionary() };
        for (var from = 0; from < rows.Count; from += batchSize)
        {
            var part = rows.GetRange(from, Math.Min(batchSize, rows.Count - from));
            var keys = part.Select(row => row.Key).ToArray();
            running.Process(
                new()
                {
                    Count = part.Count,
                    Columns =
                        [
                            Rows.Longs([.. part.Select(row => (long?)row.Time)]),
                            asCodes ? Rows.Codes(dictionaries[from % 2], keys) : Rows.Texts(keys),
                            Rows.Longs([.. part.Select(row => (long?)row.Value)]),
                        ],
                    RowWatermarks = [.. part.Select(row => row.Watermark)],
                },
                0
            );
            // The operator's time is that of the partition furthest behind; any earlier time is as good.
            if (from % 5 == 0) running.OnWatermark(LeastLater(rows, from + part.Count), 0);
            if (from % 7 == 0) running.Refresh(0);
            if (from % 11 == 0) running = plan.Restored(running, output);
        }
        running.OnWatermark(long.MaxValue, 0);
        Assert.Equal(0, OperatorStats.Of(running).StateCount);
        return output.Table;
    }

    // No row that is still to come may have a watermark below that of the operator.
    static long LeastLater(List<TimedRow> rows, int from) => from >= rows.Count ? long.MinValue : rows.Skip(from).Min(row => row.Watermark);
}
