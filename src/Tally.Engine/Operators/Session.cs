using System.Collections.Immutable;
using Tally.Engine.Columns;
using Tally.Engine.Operators.Aggregates;
using Tally.Engine.Windows;

namespace Tally.Engine.Operators;

/// <summary>Adds to each row the bounds of its session, when the session is over. Output: all input columns, window_start, window_end, window_time.</summary>
/// <param name="InputTypes">The types of all input columns.</param>
/// <param name="GapMs">A row exactly one gap after the last still joins.</param>
/// <param name="Zone">The session zone when the time attribute is a TIMESTAMP_LTZ.</param>
/// <param name="Keys">PARTITION BY of the window function, possibly none.</param>
public sealed record SessionAssignPlan(ImmutableArray<SqlType> InputTypes, long GapMs, TimeZoneInfo? Zone, int TimeColumn, ImmutableArray<int> Keys) : OperatorPlan
{
    public override Operator Create(IOutput output, OperatorContext context) => throw new NotSupportedException("SESSION");
}

/// <summary>Groups rows by session and keys. Output as <see cref="WindowAggregatePlan"/>.</summary>
/// <param name="PartitionKeys">Positions in <paramref name="Keys"/> that make the sessions (PARTITION BY); the others split them.</param>
public sealed record SessionAggregatePlan(long GapMs, TimeZoneInfo? Zone, int TimeColumn, ImmutableArray<int> Keys, ImmutableArray<SqlType> KeyTypes,
    ImmutableArray<int> PartitionKeys, ImmutableArray<AggregateCall> Aggregates, ImmutableArray<WindowColumn> WindowColumns) : OperatorPlan
{
    public override Operator Create(IOutput output, OperatorContext context) => throw new NotSupportedException("SESSION");
}
