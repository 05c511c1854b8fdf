using Tally.Engine.Columns;
using Tally.Engine.Operators;
using Tally.Engine.Operators.Aggregation;
using Tally.Engine.Operators.Ranking;
using Tally.Engine.Operators.Ranking.Deduplication;
using Tally.Engine.Operators.Windows;
using Tally.Engine.Operators.Windows.Slices;
using Xunit;

namespace Tally.Engine.Tests.Operators;

/// <summary>A row that is late is counted and put aside, whichever operator leaves it out.</summary>
public sealed class RejectedRowTests
{
    static readonly SqlType s_time = SqlType.Timestamp(3);

    public static TheoryData<string> Operators => [.. s_plans.Keys];

    static readonly Dictionary<string, OperatorPlan> s_plans = new()
    {
        ["session"] = new SessionAggregatePlan(10, null, 0, [], [], [], [Count()], [WindowColumn.Start]),
        ["session without aggregation"] = new SessionAssignPlan([s_time, s_time, s_time], 10, null, 0, []),
        ["attached window"] = new AttachedWindowAggregatePlan(1, 2, null, [], [], [Count()], [WindowColumn.Start]),
        ["window top-n"] = new WindowTopNPlan([s_time, s_time, s_time], 1, 2, null, [], [new(0, false, false)], 1, 1, false),
        ["corrected top-n"] = new WindowTopNPlan([s_time, s_time, s_time], 1, 2, null, [], [new(0, false, false)], 1, 1,
            false) { LatenessMs = 5 },
        ["first row"] = new DeduplicatePlan([s_time, s_time, s_time], [], 0, false),
        ["sort"] = new TemporalSortPlan([s_time, s_time, s_time], [new(0, false, false)]),
    };

    [Theory]
    [MemberData(nameof(Operators))]
    public void A_late_row_is_counted_and_put_aside(string name)
    {
        var running = s_plans[name].Start(new Collected());
        var rejects = new Rejected();
        Process(110);
        running.OnWatermark(200, 0);
        Assert.Empty(rejects.Late);
        Process(20);
        Assert.Equal([20], rejects.Late);
        Assert.Equal(1, OperatorStats.Of(running).LateCount);

        void Process(long time) => running.Process(
            new() { Count = 1, Columns = [Rows.Longs(time), Rows.Longs(time / 100 * 100), Rows.Longs(time / 100 * 100 + 100)],
                Rejects = rejects }, 0);
    }

    static AggregateCall Count() => AggregateRegistry.Bind("COUNT", [], false, false, "", out _)!;

    /// <summary>Keeps the times of rows that were put aside.</summary>
    sealed class Rejected : IRowRejects
    {
        public List<long> Late { get; } = [];

        public void Take(Batch batch, int row) => Late.Add(((Column<long>)batch.Columns[0]).Values[row]);

        public void Fail(Batch batch, int row, string reason) => Assert.Fail(reason);
    }
}
