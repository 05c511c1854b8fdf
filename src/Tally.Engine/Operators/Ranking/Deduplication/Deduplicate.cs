using System.Collections.Immutable;
using Tally.Engine.Columns;

namespace Tally.Engine.Operators.Ranking.Deduplication;

/// <summary>Keeps the first or the last row of each key by event time. Output: all input columns. Keep-first only inserts, when the
/// watermark passes the row; keep-last updates at once.</summary>
/// <param name="InputTypes">The types of all input columns.</param>
/// <param name="Keys">PARTITION BY, possibly none.</param>
/// <param name="TimeColumn">The time attribute, in milliseconds.</param>
sealed record DeduplicatePlan(ImmutableArray<SqlType> InputTypes, ImmutableArray<int> Keys, int TimeColumn, bool KeepLastRow,
    long TtlMs = 0) : OperatorPlan
{
    /// <summary>Whether the time is a processing time: the first row of a key is the one that comes first.</summary>
    public bool IsByArrival { get; init; }

    public override Operator Create(IOutput output, OperatorContext context) => (KeepLastRow, IsByArrival) switch
    {
        (true, _) => new DeduplicateLastRowOperator(this, context.Clock) { Output = output },
        (_, true) => new DeduplicateFirstArrivalOperator(this, context.Clock) { Output = output },
        _ => new DeduplicateFirstRowOperator(this, context.Clock) { Output = output },
    };
}
