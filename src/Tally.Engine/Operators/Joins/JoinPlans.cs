using System.Collections.Immutable;
using Tally.Engine.Columns;
using Tally.Engine.Expressions;

namespace Tally.Engine.Operators.Joins;

/// <summary>What a join keeps. Semi and anti joins put out the left columns only.</summary>
public enum JoinKind
{
    Inner,
    Left,
    Right,
    Full,
    Semi,
    Anti,
}

/// <summary>What all joins share: input 0 is the left side, input 1 the right side; output: the left columns, then the right
/// columns.</summary>
/// <param name="LeftTypes">The types of all columns of the left side.</param>
/// <param name="LeftKeys">The key columns of the left side, possibly none.</param>
/// <param name="RightKeys">Those of the right side, of the same types.</param>
/// <param name="NullSafe">For each key whether NULL equals NULL (IS NOT DISTINCT FROM); otherwise NULL matches nothing.</param>
/// <param name="Condition">What else must be TRUE, over left and right columns together; or null.</param>
sealed record JoinSides(JoinKind Kind, ImmutableArray<SqlType> LeftTypes, ImmutableArray<SqlType> RightTypes,
    ImmutableArray<int> LeftKeys, ImmutableArray<int> RightKeys,
    ImmutableArray<bool> NullSafe, Expression? Condition);

/// <summary>Joins two tables that may update; both sides are kept. The result updates unless it is an inner join of two insert-only
/// sides.</summary>
/// <param name="LeftTtlMs">How long an idle row is kept; 0: for ever.</param>
/// <param name="NullAware">NOT IN: the right side's NULL (in the key) makes every left row unknown, and a NULL left key is unknown unless
/// the right side is empty.</param>
sealed record RegularJoinPlan(JoinSides Sides, bool NullAware = false, long LeftTtlMs = 0, long RightTtlMs = 0) : OperatorPlan
{
    public override int InputCount => 2;

    public override Operator Create(IOutput output, OperatorContext context) =>
        Joins.RegularJoinOperator.Create(this, output, context.Clock);
}

/// <summary>Joins rows whose times are near: left time between right time + lower and right time + upper, both inclusive. Only
/// inserts.</summary>
sealed record IntervalJoinPlan(JoinSides Sides, int LeftTime, int RightTime, long LowerMs, long UpperMs) : OperatorPlan
{
    public override int InputCount => 2;

    public override Operator Create(IOutput output, OperatorContext context) => new Joins.IntervalJoinOperator(this) { Output = output };
}

/// <summary>Joins each left row with the version of the right key that was valid at its time (FOR SYSTEM_TIME AS OF). Inner or left; only
/// inserts.</summary>
/// <param name="RightTime">When the version begins; the version that begins at exactly the left time counts. The right side may update; a
/// Delete ends a version.</param>
sealed record TemporalJoinPlan(JoinSides Sides, int LeftTime, int RightTime) : OperatorPlan
{
    public override int InputCount => 2;

    public override Operator Create(IOutput output, OperatorContext context) => new Joins.TemporalJoinOperator(this) { Output = output };
}

/// <summary>Joins rows of the same window, when it is over. Only inserts.</summary>
/// <param name="LeftWindow">window_start and window_end of the left side.</param>
/// <param name="RightWindow">Those of the right side.</param>
/// <param name="Zone">The session zone when the time attribute is a TIMESTAMP_LTZ.</param>
sealed record WindowJoinPlan(JoinSides Sides, (int Start, int End) LeftWindow, (int Start, int End) RightWindow, TimeZoneInfo? Zone)
    : OperatorPlan
{
    public override int InputCount => 2;

    public override Operator Create(IOutput output, OperatorContext context) => new Joins.WindowJoinOperator(this) { Output = output };
}
