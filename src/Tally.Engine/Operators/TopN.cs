using System.Collections.Immutable;
using Tally.Engine.Columns;

namespace Tally.Engine.Operators;

/// <summary>The best rows of each key, kept up to date (Top-N, ORDER BY … LIMIT). Output: all input columns, then the rank (BIGINT NOT NULL) if asked for. Changes leave on Refresh.</summary>
/// <param name="InputTypes">The types of all input columns.</param>
/// <param name="Keys">PARTITION BY, possibly none.</param>
/// <param name="Order">Ties keep the order of arrival; empty for LIMIT alone.</param>
/// <param name="FirstRank">1-based.</param>
/// <param name="LastRank">Inclusive.</param>
/// <param name="Updates">Whether the input retracts rows; then all rows are kept, otherwise only the best.</param>
/// <param name="TtlMs">How long an idle key is kept; 0: for ever.</param>
public sealed record TopNPlan(ImmutableArray<SqlType> InputTypes, ImmutableArray<int> Keys, ImmutableArray<SortKey> Order, long FirstRank, long LastRank,
    bool WithRank, bool Updates, long TtlMs = 0) : OperatorPlan
{
    public override Operator Create(IOutput output, OperatorContext context) => throw new NotSupportedException("Top-N");
}
