using Tally.Engine.Columns;
using Tally.Engine.Expressions;
using Tally.Engine.Operators;
using Tally.Engine.Operators.Stateless;
using Xunit;

namespace Tally.Engine.Tests.Operators;

public class FilterTests
{
    sealed class Kinds : IOutput
    {
        public List<ChangeKind> Seen { get; } = [];

        public void Process(Batch batch) => Seen.AddRange(batch.Kinds!);

        public void OnWatermark(long watermarkMs) { }

        public void Refresh() { }
    }

    [Fact]
    public void An_update_of_which_one_half_passes_is_a_delete_or_an_insert()
    {
        var output = new Kinds();
        var filter = new FilterPlan(new ColumnReference(0, "passes", SqlType.Boolean)).Create(
            output,
            new OperatorContext(TimeProvider.System)
        );
        ChangeKind[] updates =
            [
                ChangeKind.UpdateBefore,
                ChangeKind.UpdateAfter,
                ChangeKind.UpdateBefore,
                ChangeKind.UpdateAfter,
                ChangeKind.UpdateBefore,
                ChangeKind.UpdateAfter,
            ];
        filter.Process(Rows.Changes(updates, Rows.Bools(true, false, false, true, true, true)), 0);
        Assert.Equal([ChangeKind.Delete, ChangeKind.Insert, ChangeKind.UpdateBefore, ChangeKind.UpdateAfter], output.Seen);
    }
}
