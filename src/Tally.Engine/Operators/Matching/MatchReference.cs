using System.Collections.Immutable;
using Tally.Engine.Columns;
using Tally.Engine.Expressions;
using Tally.Engine.Operators.Aggregation;

namespace Tally.Engine.Operators.Matching;

/// <summary>A value that a condition or measure takes from the rows of a match.</summary>
/// <param name="Variable">Of which rows; -1: of all.</param>
/// <param name="Type">The type of the value.</param>
abstract record MatchReference(int Variable, SqlType Type);

/// <summary>An expression over one row: the n-th from the first or from the last; NULL where there are fewer.</summary>
/// <param name="Argument">Over the columns of the input.</param>
sealed record RowReference(int Variable, bool IsFromFirst, int Offset, Expression Argument)
    : MatchReference(Variable, Argument.Type.WithNullable(true))
{
    public override string ToString() => $"{(IsFromFirst ? "FIRST" : "LAST")}({Variable}.{Argument}, {Offset})";
}

/// <summary>An aggregate over the rows.</summary>
/// <param name="Arguments">Over the columns of the input; the call's arguments are their places.</param>
sealed record AggregateReference(int Variable, AggregateCall Call, ImmutableArray<Expression> Arguments)
    : MatchReference(Variable, Call.Type)
{
    public override string ToString() => $"{Call}({Variable}: {string.Join(", ", Arguments)})";
}

/// <summary>The event time of the last row: MATCH_ROWTIME.</summary>
sealed record TimeReference(SqlType Type) : MatchReference(-1, Type)
{
    public override string ToString() => "MATCH_ROWTIME";
}
