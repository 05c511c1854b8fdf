using Tally.Engine.Columns;
using Tally.Engine.Operators;
using Tally.Engine.Operators.Aggregation;
using Xunit;

namespace Tally.Engine.Tests.Operators;

public class GroupAggregateTests
{
    static AggregateCall Call(string function, bool isDistinct = false) =>
        AggregateRegistry.Bind(function, [SqlType.BigInt], isDistinct, false, "", out _)! with { Arguments = [1] };

    static readonly GroupAggregatePlan s_updating = new([0], [SqlType.String],
        [Call("SUM"), Call("MIN"), Call("MAX"), Call("COUNT", true), Call("SUM", true), Call("AVG")], Updates: true);

    [Fact]
    public void Taking_rows_back_leaves_the_result_of_the_rows_that_are_left()
    {
        for (var seed = 1; seed <= 10; seed++)
        {
            var random = new Random(seed);
            var output = new Collected();
            var running = s_updating.Start(output);
            var rows = new List<(string Key, long Value)>();
            for (var round = 0; round < 60; round++)
            {
                var changes = Enumerable.Range(0, 1 + random.Next(12)).Select(_ => Change(random, rows)).ToList();
                running.Process(
                    Rows.Changes(
                        [.. changes.Select(change => change.Kind)],
                        Rows.Texts([.. changes.Select(change => change.Key)]),
                        Rows.Longs([.. changes.Select(change => (long?)change.Value)])
                    ),
                    0
                );
                if (random.Next(3) > 0)
                    continue;
                running.Refresh(0);
                Assert.Equal(Expected(rows), output.Table);
                running = s_updating.Restored(running, output);
            }
        }
    }

    static (ChangeKind Kind, string Key, long Value) Change(Random random, List<(string Key, long Value)> rows)
    {
        if (rows.Count > 0 && random.Next(5) < 2)
        {
            var index = random.Next(rows.Count);
            var row = rows[index];
            rows.RemoveAt(index);
            return (random.Next(2) == 0 ? ChangeKind.Delete : ChangeKind.UpdateBefore, row.Key, row.Value);
        }
        rows.Add(($"k{random.Next(4)}", random.Next(6)));
        return (ChangeKind.Insert, rows[^1].Key, rows[^1].Value);
    }

    static List<string> Expected(List<(string Key, long Value)> rows) =>
        [
            .. rows.GroupBy(row => row.Key)
                .Select(group =>
                {
                    var values = group.Select(row => row.Value).ToList();
                    return $"{group.Key},{values.Sum()},{values.Min()},{values.Max()},{values.Distinct().Count()},"
                        + $"{values.Distinct().Sum()},{values.Sum() / values.Count}";
                })
                .Order(StringComparer.Ordinal),
        ];

    [Fact]
    public void An_unchanged_result_is_not_shown_again()
    {
        var output = new Collected();
        var running = new GroupAggregatePlan([0], [SqlType.String], [Call("MAX")]).Start(output);
        running.Process(Rows.Batch(Rows.Texts("a", "b"), Rows.Longs(5, 7)), 0);
        running.Refresh(0);
        running.Process(Rows.Batch(Rows.Texts("a", "b"), Rows.Longs(4, 9)), 0);
        running.Refresh(0);
        Assert.Equal(["+I a,5", "+I b,7", "-U b,7", "+U b,9"], output.Changes);
    }

    [Fact]
    public void An_idle_group_is_forgotten_after_its_time_to_live()
    {
        var clock = new ManualTime();
        var output = new Collected();
        var running = new GroupAggregatePlan([0], [SqlType.String], [Call("SUM")], TtlMs: 60_000).Start(output, clock);
        running.Process(Rows.Batch(Rows.Texts("a", "b"), Rows.Longs(1, 1)), 0);
        running.Refresh(0);
        clock.Advance(TimeSpan.FromSeconds(50));
        running.Process(Rows.Batch(Rows.Texts("b"), Rows.Longs(1)), 0);
        running.Refresh(0);
        clock.Advance(TimeSpan.FromSeconds(30));
        running.Refresh(0);
        Assert.Equal(1, OperatorStats.Of(running).StateCount);
        running.Process(Rows.Batch(Rows.Texts("a", "b"), Rows.Longs(1, 1)), 0);
        running.Refresh(0);
        Assert.Equal(["+I a,1", "-U b,2", "+U b,3"], output.Changes[^3..]);
    }
}
