using System.Collections.Immutable;
using Tally.Engine.Columns;
using Tally.Engine.Expressions;
using Tally.Engine.Operators.Matching;
using Tally.Engine.Operators.Windows;

namespace Tally.Engine.Planning.Logical;

/// <summary>MATCH_RECOGNIZE with ONE ROW PER MATCH: the partition columns, then the measures.</summary>
/// <param name="Order">The time attribute first.</param>
/// <param name="Variables">The names of the pattern's variables; steps, conditions and references count them.</param>
/// <param name="Conditions">For each variable, over the references; null: every row.</param>
/// <param name="Measures">Over the references.</param>
sealed record MatchNode(LogicalNode Source, ImmutableArray<int> PartitionBy, ImmutableArray<SortColumn> Order,
    ImmutableArray<string> Variables, ImmutableArray<PatternStep> Steps,
    ImmutableArray<Expression?> Conditions, ImmutableArray<Expression> Measures, ImmutableArray<string> Names,
    ImmutableArray<MatchReference> References, MatchSkip Skip, int SkipTo, long? WithinMs)
    : LogicalNode(new Schema([.. PartitionBy.Select(column => Source.Schema[column]),
        .. Measures.Zip(Names, (measure, name) => new Field(name, measure.Type))]), [Source])
{
    public LogicalNode Source => Inputs[0];

    public override string Name => "Match";

    public override string Details =>
        $"{string.Join(' ', Steps.Select(Shown))}{(WithinMs is { } within ? $" within {WindowFunction.Duration(within)}" : "")}, then "
            + $"{Skip}{(SkipTo < 0 ? "" : " " + Variables[SkipTo])}"
        + $", partition by {(PartitionBy.IsEmpty ? "nothing" : Columns(Input.Schema, PartitionBy))} order by {string.Join(", ", Order)}";

    /// <summary>Whether the order is that of arrival.</summary>
    public bool IsByArrival => Input.Traits.IsProcessingTime(Order[0].Column);

    protected override string Identity =>
        $"{Details}; {string.Join(", ", Conditions.Select(condition => condition?.ToString() ?? "TRUE"))}; {string.Join(", ", Measures)}; "
            + $"{string.Join(", ", References)}";

    string Shown(PatternStep step)
    {
        if (step is { Min: 1, Max: 1 }) return Variables[step.Variable];
        var greed = step.IsGreedy || step.Max is 1 || step.Min == step.Max ? "" : "?";
        return $"{Variables[step.Variable]}{{{step.Min},{step.Max}}}{greed}";
    }

    protected override NodeTraits DeriveTraits() =>
        NodeTraits.Append with { TimeColumns = [.. Enumerable.Range(0, Measures.Length).Where(IsTime)
            .Select(measure => PartitionBy.Length + measure)] };

    bool IsTime(int measure) => Measures[measure] is ColumnReference reference && References[reference.Index] is TimeReference;
}
