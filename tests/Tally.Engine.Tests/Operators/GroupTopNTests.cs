using Tally.Engine.Columns;
using Tally.Engine.Expressions;
using Tally.Engine.Operators;
using Tally.Engine.Operators.Aggregation;
using Tally.Engine.Operators.Ranking;
using Tally.Engine.Operators.Stateless;
using Xunit;

namespace Tally.Engine.Tests.Operators;

/// <summary>A ranking that reads groups shows at every refresh what a ranking that is sent their changes shows.</summary>
public class GroupTopNTests
{
    static readonly AggregateCall s_sum = AggregateRegistry.Bind("SUM", [SqlType.BigInt], false, false, "", out _)! with
    {
        Arguments = [2],
    };

    // Rows: shelf, item, value. Groups: shelf, item, sum. Ranked: item, sum, shelf.
    static readonly GroupAggregatePlan s_groups = new([0, 1], [SqlType.String, SqlType.Int], [s_sum], Updates: true);

    static TopNPlan Ranks(long first, long last, bool withRank, bool descending) =>
        new(
            [SqlType.Int, SqlType.BigInt, SqlType.String],
            [2],
            [new(1, descending, !descending), new(0, false, false)],
            first,
            last,
            withRank,
            true
        );

    [Theory]
    [InlineData(1, 3, true, true)]
    [InlineData(1, 3, false, true)]
    [InlineData(2, 4, true, false)]
    [InlineData(1, 1, false, false)]
    [InlineData(3, 40, true, true)]
    public void Shows_what_a_ranking_of_changes_shows(long first, long last, bool withRank, bool descending)
    {
        for (var seed = 1; seed <= 20; seed++)
        {
            var (random, rows) = (new Random(seed), new List<(string Shelf, int Item, long Value)>());
            var (seen, expected) = (new Collected(), new Collected());
            var (near, far) = (
                new Near(first, last, withRank, descending, seen, null),
                new Far(first, last, withRank, descending, expected)
            );
            for (var round = 0; round < 50; round++)
            {
                var batch = Change(random, rows, round < 25 ? 0.35 : 0.7);
                near.Groups.Process(batch, 0);
                far.Groups.Process(batch, 0);
                if (random.Next(2) > 0) continue;
                near.Groups.Refresh(0);
                far.Groups.Refresh(0);
                Assert.Equal(expected.Table, seen.Table);
                if (random.Next(4) == 0) near = new(first, last, withRank, descending, seen, near);
            }
        }
    }

    [Fact]
    public void Of_equal_groups_the_one_that_came_first_is_first()
    {
        var seen = new Collected();
        var ranking = (GroupTopNOperator)
            new GroupTopNPlan(
                [1, 2, 0],
                new([SqlType.Int, SqlType.BigInt, SqlType.String], [], [new(1, true, true)], 1, 2, true, true)
            ).Start(seen);
        var groups = s_groups.Start(new Unread());
        ((GroupAggregateOperator)groups).Add(ranking);
        groups.Process(Rows.Batch(Rows.Texts("a", "b", "c", "d"), Rows.Ints(4, 3, 2, 1), Rows.Longs(5, 7, 7, 7)), 0);
        groups.Refresh(0);
        Assert.Equal(["2,7,c,2", "3,7,b,1"], seen.Table);
        groups.Process(Rows.Batch(Rows.Texts("d"), Rows.Ints(1), Rows.Longs(0)), 0);
        groups.Refresh(0);
        Assert.Equal(["2,7,c,2", "3,7,b,1"], seen.Table);
    }

    static Batch Change(Random random, List<(string Shelf, int Item, long Value)> rows, double taken)
    {
        var (kinds, changed) = (new List<ChangeKind>(), new List<(string Shelf, int Item, long Value)>());
        for (var left = 1 + random.Next(60); left > 0; left--)
        {
            if (rows.Count > 0 && random.NextDouble() < taken)
            {
                var index = random.Next(rows.Count);
                kinds.Add(ChangeKind.Delete);
                changed.Add(rows[index]);
                rows.RemoveAt(index);
                continue;
            }
            kinds.Add(ChangeKind.Insert);
            changed.Add(($"shelf {random.Next(3)}", random.Next(60), random.Next(1, 9)));
            rows.Add(changed[^1]);
        }
        return Rows.Changes(
            [.. kinds],
            Rows.Texts([.. Of(row => row.Shelf)]),
            Rows.Ints([.. Of(row => (int?)row.Item)]),
            Rows.Longs([.. Of(row => (long?)row.Value)])
        );

        IEnumerable<T> Of<T>(Func<(string Shelf, int Item, long Value), T> choose) => changed.Select(choose);
    }

    /// <summary>The ranking that reads the groups; restored from another one.</summary>
    sealed class Near
    {
        readonly GroupTopNOperator _ranking;

        public Near(long first, long last, bool withRank, bool descending, IOutput output, Near? stopped)
        {
            var plan = new GroupTopNPlan([1, 2, 0], Ranks(first, last, withRank, descending));
            Groups = stopped is null ? s_groups.Start(new Unread()) : s_groups.Restored(stopped.Groups, new Unread());
            _ranking = (GroupTopNOperator)(stopped is null ? plan.Start(output) : plan.Restored(stopped._ranking, output));
            ((GroupAggregateOperator)Groups).Add(_ranking);
        }

        public Operator Groups { get; }
    }

    /// <summary>The ranking that is sent every change.</summary>
    sealed class Far
    {
        public Far(long first, long last, bool withRank, bool descending, IOutput output)
        {
            var ranking = Ranks(first, last, withRank, descending).Start(output);
            var project = new ProjectPlan([Column(1, SqlType.Int), Column(2, SqlType.BigInt), Column(0, SqlType.String)]).Start(
                new OperatorInput(() => ranking, 0)
            );
            Groups = s_groups.Start(new OperatorInput(() => project, 0));
        }

        public Operator Groups { get; }

        static Tally.Engine.Expressions.ColumnReference Column(int index, SqlType type) => new(index, "", type);
    }

    sealed class Unread : IOutput
    {
        public void Process(Batch batch) => Assert.Fail("nobody reads these rows");

        public void OnWatermark(long watermarkMs) { }

        public void Refresh() { }

        public bool IsRead => false;
    }
}
