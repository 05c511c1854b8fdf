using System.Collections.Immutable;
using Tally.Engine.Columns;
using Tally.Engine.Operators.Aggregates;
using Tally.Engine.Windows;

namespace Tally.Engine.Operators;

/// <summary>Groups rows that already carry their window (results of window operators, filtered window columns, sessions). Output as <see cref="WindowAggregatePlan"/>.</summary>
/// <param name="StartColumn">window_start, TIMESTAMP(3).</param>
/// <param name="EndColumn">window_end, TIMESTAMP(3).</param>
/// <param name="Zone">The session zone when the time attribute is a TIMESTAMP_LTZ.</param>
public sealed record AttachedWindowAggregatePlan(int StartColumn, int EndColumn, TimeZoneInfo? Zone, ImmutableArray<int> Keys, ImmutableArray<SqlType> KeyTypes,
    ImmutableArray<AggregateCall> Aggregates, ImmutableArray<WindowColumn> WindowColumns, bool Updates = false) : OperatorPlan
{
    public override Operator Create(IOutput output, OperatorContext context) => throw new NotSupportedException("window aggregate");
}
