using Tally.Engine.Columns;
using Tally.Engine.Operators;
using Tally.Engine.Operators.Aggregation;
using Tally.Engine.Operators.Windows;
using Tally.Engine.Operators.Windows.Slices;
using Xunit;

namespace Tally.Engine.Tests.Operators;

public class SessionTests
{
    const long Gap = 10_000;

    [Fact]
    public void Agree_with_the_oracle_at_every_batch_size()
    {
        for (var seed = 1; seed <= 20; seed++)
        {
            var rows = RandomRows(new Random(seed));
            var expected = Oracle(rows);
            Assert.NotEmpty(expected);
            foreach (var batchSize in new[] { 1, 4, 50, 400 })
            {
                Assert.Equal(expected, Run(rows, batchSize));
            }
        }
    }

    static List<TimedRow> RandomRows(Random random)
    {
        var newest = long.MinValue;
        var rows = new List<TimedRow>();
        for (var i = 0; i < 400; i++)
        {
            var time = i * 1500L - (random.Next(5) == 0 ? random.NextInt64(40_000) : random.NextInt64(3000));
            rows.Add(
                new(
                    time,
                    random.Next(9) == 0 ? null : $"u{random.Next(5)}",
                    random.Next(100),
                    newest == long.MinValue ? newest : newest - 4000
                )
            );
            newest = Math.Max(newest, time);
        }
        return rows;
    }

    // One row after the other, every open session looked at each time.
    static List<string> Oracle(List<TimedRow> rows)
    {
        var sessions = new List<(string Key, long Start, long End, long Sum, int Count)>();
        foreach (var row in rows)
        {
            var merged = (Key: row.Key ?? "NULL", Start: row.Time, End: row.Time + Gap, Sum: row.Value, Count: 1);
            var met = sessions
                .Where(session =>
                    session.Key == merged.Key
                    && session.End - 1 > row.Watermark
                    && session.Start <= row.Time + Gap
                    && session.End >= row.Time
                )
                .ToList();
            foreach (var session in met)
                merged = (
                    merged.Key,
                    Math.Min(merged.Start, session.Start),
                    Math.Max(merged.End, session.End),
                    merged.Sum + session.Sum,
                    merged.Count + session.Count
                );
            if (merged.End - 1 <= row.Watermark)
                continue;
            sessions = [.. sessions.Except(met), merged];
        }
        return
        [
            .. sessions
                .Select(session => $"{session.Key},{session.Sum},{session.Count},{session.Start},{session.End}")
                .Order(StringComparer.Ordinal),
        ];
    }

    static List<string> Run(List<TimedRow> rows, int batchSize)
    {
        AggregateCall[] calls =
        [
            AggregateRegistry.Bind("SUM", [SqlType.BigInt], false, false, "", out _)! with { Arguments = [2] },
            AggregateRegistry.Bind("COUNT", [], false, false, "", out _)!,
        ];
        var plan = new SessionAggregatePlan(Gap, null, 0, [1], [SqlType.String], [0], [.. calls], [WindowColumn.Start, WindowColumn.End]);
        var output = new Collected();
        var running = plan.Start(output);
        for (var from = 0; from < rows.Count; from += batchSize)
        {
            var part = rows.GetRange(from, Math.Min(batchSize, rows.Count - from));
            running.Process(
                new()
                {
                    Count = part.Count,
                    Columns =
                        [
                            Rows.Longs([.. part.Select(row => (long?)row.Time)]),
                            Rows.Texts([.. part.Select(row => row.Key)]),
                            Rows.Longs([.. part.Select(row => (long?)row.Value)]),
                        ],
                    RowWatermarks = [.. part.Select(row => row.Watermark)],
                },
                0
            );
            if (from + part.Count < rows.Count)
                running.OnWatermark(rows[from + part.Count].Watermark, 0);
            if (from % 7 == 0)
                running = plan.Restored(running, output);
        }
        running.OnWatermark(long.MaxValue, 0);
        Assert.Equal(0, OperatorStats.Of(running).StateCount);
        return output.Table;
    }
}
