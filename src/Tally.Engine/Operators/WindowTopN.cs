using System.Collections.Immutable;
using Tally.Engine.Columns;

namespace Tally.Engine.Operators;

/// <summary>The best rows of each window (and key). Output: all input columns, then the rank (BIGINT NOT NULL) if asked for. Only inserts.</summary>
/// <param name="InputTypes">The types of all input columns.</param>
/// <param name="StartColumn">window_start, TIMESTAMP(3).</param>
/// <param name="EndColumn">window_end, TIMESTAMP(3).</param>
/// <param name="Zone">The session zone when the time attribute is a TIMESTAMP_LTZ.</param>
/// <param name="Keys">PARTITION BY without the window columns.</param>
/// <param name="Order">Ties keep the order of arrival.</param>
/// <param name="FirstRank">1-based.</param>
/// <param name="LastRank">Inclusive.</param>
public sealed record WindowTopNPlan(ImmutableArray<SqlType> InputTypes, int StartColumn, int EndColumn, TimeZoneInfo? Zone, ImmutableArray<int> Keys,
    ImmutableArray<SortKey> Order, long FirstRank, long LastRank, bool WithRank) : OperatorPlan
{
    public override Operator Create(IOutput output, OperatorContext context) => throw new NotSupportedException("window Top-N");
}
