using Tally.Engine.Columns;
using Tally.Engine.Operators.Aggregation;
using Tally.Engine.Operators.Windows.Kinds;
using Tally.Engine.Operators.Windows.Slices;
using Tally.Engine.Operators.Windows;
using Tally.Engine.Operators;
using Xunit;

namespace Tally.Engine.Tests.Operators;

public class WindowMemoryTests
{
    [Theory]
    [InlineData("TUMBLE", 1000)]
    [InlineData("HOP", 500)]
    [InlineData("CUMULATE", 500)]
    public void Keys_that_pass_through_closing_windows_leave_memory_flat(string kind, long slideMs)
    {
        AggregateCall[] calls =
        [
            AggregateRegistry.Bind("COUNT", [], false, false, "", out _)!,
            AggregateRegistry.Bind("COUNT", [SqlType.String], true, false, "", out _)! with { Arguments = [1] },
        ];
        var plan = new WindowAggregatePlan(new(WindowKind.Find(kind)!, 1000, slideMs, 0, null), 0, [1], [SqlType.String], [.. calls],
            [WindowColumn.End]);
        var output = new Counted();
        var running = plan.Start(output);
        long early = 0;
        for (var second = 0; second < 200; second++)
        {
            // Every row has a key of its own, and every second a dictionary of its own.
            var dictionary = new StringDictionary();
            var keys = Enumerable.Range(0, 2000).Select(i => (string?)$"key-{second}-{i}").ToArray();
            var times = Enumerable.Range(0, 2000).Select(i => (long?)(second * 1000 + i / 2)).ToArray();
            running.Process(Rows.Batch(Rows.Longs(times), Rows.Codes(dictionary, keys)), 0);
            running.OnWatermark(second * 1000 - 100, 0);
            if (second == 20) early = OperatorStats.Of(running).StateSizeBytes;
        }
        Assert.True(OperatorStats.Of(running).StateSizeBytes <= early * 2,
            $"{early} bytes grew to {OperatorStats.Of(running).StateSizeBytes}");
        running.OnWatermark(long.MaxValue, 0);
        Assert.Equal(0, OperatorStats.Of(running).StateCount);
        Assert.True(output.Rows >= 400_000);
    }

    /// <summary>Counts rows.</summary>
    sealed class Counted : IOutput
    {
        public long Rows;

        public void Process(Batch batch) => Rows += batch.Count;

        public void OnWatermark(long watermarkMs) { }

        public void Refresh() { }
    }

    [Fact]
    public void A_preview_shows_changed_open_windows_and_changes_nothing()
    {
        AggregateCall[] calls = [AggregateRegistry.Bind("SUM", [SqlType.BigInt], false, false, "", out _)! with { Arguments = [1] }];
        var plan = new WindowAggregatePlan(
            new(WindowKind.Cumulate, 4000, 1000, 0, null),
            0,
            [],
            [],
            [.. calls],
            [WindowColumn.Start, WindowColumn.End]
        );
        var output = new Collected();
        var running = plan.Start(output);
        running.Process(Rows.Batch(Rows.Longs(100, 1200), Rows.Longs(1, 10)), 0);
        running.Refresh(0);
        Assert.Equal(["11,0,2000"], output.Previews);
        running.OnWatermark(1500, 0);
        running.Refresh(0);
        Assert.Single(output.Previews);
        running.Process(Rows.Batch(Rows.Longs(1900), Rows.Longs(100)), 0);
        running.Refresh(0);
        Assert.Equal(["11,0,2000", "111,0,2000"], output.Previews);
        running.OnWatermark(long.MaxValue, 0);
        Assert.Equal(["+I 1,0,1000", "+I 111,0,2000", "+I 111,0,3000", "+I 111,0,4000"], output.Changes);
    }
}
