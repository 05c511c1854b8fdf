using System.Collections.Immutable;
using Tally.Engine.Columns;

namespace Tally.Engine.Operators;

/// <summary>The set operations that look at both sides.</summary>
public enum SetKind
{
    Intersect,
    IntersectAll,
    Except,
    ExceptAll,
}

/// <summary>INTERSECT and EXCEPT, with or without ALL, over whole rows; NULL equals NULL. Updates; changes leave on Refresh.</summary>
/// <param name="Types">The types of all columns, the same on both sides.</param>
public sealed record SetOperationPlan(SetKind Kind, ImmutableArray<SqlType> Types, long TtlMs = 0) : OperatorPlan
{
    public override int InputCount => 2;

    public override Operator Create(IOutput output, OperatorContext context) => throw new NotSupportedException("set operation");
}
