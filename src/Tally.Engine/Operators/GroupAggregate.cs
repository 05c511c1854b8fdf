using System.Collections.Immutable;
using Tally.Engine.Columns;
using Tally.Engine.Operators.Aggregates;

namespace Tally.Engine.Operators;

/// <summary>Groups rows by keys without a window. Output: the keys, then the aggregates; an updating result whose upsert key are the keys. Changed groups leave on Refresh.</summary>
/// <param name="Updates">Whether the input retracts rows; a group whose last row was taken back is deleted.</param>
/// <param name="TtlMs">How long an idle group is kept ('table.exec.state.ttl'); 0: for ever.</param>
public sealed record GroupAggregatePlan(ImmutableArray<int> Keys, ImmutableArray<SqlType> KeyTypes, ImmutableArray<AggregateCall> Aggregates,
    bool Updates = false, long TtlMs = 0) : OperatorPlan
{
    public override Operator Create(IOutput output, OperatorContext context) => throw new NotSupportedException("aggregate");
}
