using System.Collections.Immutable;
using Tally.Engine.Columns;
using Tally.Engine.Operators.Aggregation;

namespace Tally.Engine.Operators.Over;

/// <summary>Aggregates over the rows up to each row. Output: all input columns, then one column a call. By event time it only inserts, when
/// the watermark passes the row.</summary>
/// <param name="InputTypes">The types of all input columns.</param>
/// <param name="Keys">PARTITION BY, possibly none.</param>
/// <param name="OrderColumn">The column of ORDER BY.</param>
/// <param name="ByEventTime">Whether that is the time attribute; otherwise the result updates (frames without a lower bound only).</param>
/// <param name="Frame">Which rows before the current one count.</param>
/// <param name="Calls">Aggregates of the registry; also ROW_NUMBER without arguments and LAG (value, offset, default; the latter two
/// optional).</param>
sealed record OverAggregatePlan(ImmutableArray<SqlType> InputTypes, ImmutableArray<int> Keys, int OrderColumn, bool ByEventTime,
    OverFrame Frame,
    ImmutableArray<AggregateCall> Calls) : OperatorPlan
{
    /// <summary>Whether NULL comes first in the order of an ordinary column.</summary>
    public bool NullsFirst { get; init; } = true;

    /// <summary>Whether the order is that of arrival: each row's result is there at once.</summary>
    public bool IsByArrival { get; init; }

    public override Operator Create(IOutput output, OperatorContext context) =>
        IsByArrival ? new OverArrivalOperator(this) { Output = output }
        : ByEventTime ? new OverTimeOperator(this) { Output = output } : new OverValueOperator(this) { Output = output };
}

/// <summary>ROWS or RANGE BETWEEN … PRECEDING AND CURRENT ROW.</summary>
/// <param name="Preceding">Rows, or milliseconds; null: unbounded.</param>
sealed record OverFrame(bool IsRows, long? Preceding);
