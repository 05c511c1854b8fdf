using System.Collections.Immutable;
using Tally.Engine.Columns;
using Tally.Engine.Operators.Aggregates;
using Tally.Engine.Windows;

namespace Tally.Engine.Operators;

/// <summary>Groups rows by window and keys. Output: the keys, the aggregates, then <paramref name="WindowColumns"/> in order. Only inserts, when the watermark passes a window's end.</summary>
/// <param name="TimeColumn">The time attribute, in milliseconds.</param>
/// <param name="Keys">The key columns, possibly none.</param>
/// <param name="Updates">Whether the input retracts rows; a window whose last row was taken back gives none.</param>
public sealed record WindowAggregatePlan(WindowSpec Window, int TimeColumn, ImmutableArray<int> Keys, ImmutableArray<SqlType> KeyTypes,
    ImmutableArray<AggregateCall> Aggregates, ImmutableArray<WindowColumn> WindowColumns, bool Updates = false) : OperatorPlan
{
    public override Operator Create(IOutput output, OperatorContext context) => throw new NotSupportedException("window aggregate");
}
