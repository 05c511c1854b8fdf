using System.Collections.Immutable;
using Tally.Engine.Columns;

namespace Tally.Engine.Operators;

/// <summary>Repeats each row for every grouping set. Output: the key columns (NULL where the set leaves them out), the set's grouping id (BIGINT NOT NULL), then all input columns unchanged.</summary>
/// <param name="Keys">The columns of GROUP BY.</param>
/// <param name="Sets">For each set the positions in <paramref name="Keys"/> that it keeps.</param>
/// <param name="Ids">For each set its number: equal sets that are written twice have different ones, so the planner maps numbers to GROUPING_ID.</param>
public sealed record ExpandPlan(ImmutableArray<int> Keys, ImmutableArray<ImmutableArray<int>> Sets, ImmutableArray<long> Ids) : OperatorPlan
{
    public override Operator Create(IOutput output, OperatorContext context) => throw new NotSupportedException("GROUPING SETS");
}
