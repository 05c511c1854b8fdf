using System.Collections.Immutable;
using Tally.Engine.Columns;
using Tally.Engine.Expressions;

namespace Tally.Engine.Operators.Matching;

/// <summary>Finds sequences of rows that follow a pattern, in event-time order, one row a match. Output: the partition columns, then the
/// measures. Only inserts, once the watermark has passed the rows.</summary>
/// <param name="Order">The time attribute, ascending, then whatever orders rows of equal time.</param>
/// <param name="Conditions">For each variable its condition over the references; null: every row.</param>
/// <param name="Measures">Over the references.</param>
/// <param name="References">What conditions and measures read, by column.</param>
/// <param name="SkipTo">The variable of AFTER MATCH SKIP TO, or -1.</param>
/// <param name="WithinMs">The time from the first row to the last is less than this; null: no bound.</param>
sealed record MatchPlan(ImmutableArray<SqlType> InputTypes, ImmutableArray<int> PartitionBy, ImmutableArray<SortKey> Order,
    ImmutableArray<PatternStep> Steps,
    ImmutableArray<Expression?> Conditions, ImmutableArray<Expression> Measures, ImmutableArray<MatchReference> References, MatchSkip Skip,
    int SkipTo, long? WithinMs) : OperatorPlan
{
    /// <summary>Whether the order is that of arrival: no row waits for a watermark.</summary>
    public bool IsByArrival { get; init; }

    public override Operator Create(IOutput output, OperatorContext context) => new MatchOperator(this) { Output = output };
}

/// <summary>A variable of the pattern and how many rows it takes.</summary>
/// <param name="Max">Null: any number.</param>
/// <param name="IsGreedy">Whether a row that fits it never goes to the next variable instead.</param>
sealed record PatternStep(int Variable, int Min, int? Max, bool IsGreedy)
{
    public override string ToString() => $"{Variable}{{{Min},{Max}}}{(IsGreedy ? "" : "?")}";
}

/// <summary>Where the search for the next match begins.</summary>
enum MatchSkip
{
    NextRow,
    PastLastRow,
    ToFirst,
    ToLast,
}
