using System.Collections.Immutable;
using Tally.Engine.Columns;

namespace Tally.Engine.Planning.Logical;

/// <summary>The rows of certain places in their partition: Top-N, or inside a window when <paramref name="Window"/> is set. All input
/// columns, and perhaps the place.</summary>
/// <param name="PartitionBy">Without the bounds of the window.</param>
/// <param name="Order">Empty for LIMIT alone.</param>
/// <param name="First">1-based.</param>
/// <param name="Last">Inclusive.</param>
/// <param name="Window">Where the rows carry their window, when the ranks are inside windows.</param>
sealed record RankNode(LogicalNode Source, ImmutableArray<int> PartitionBy, ImmutableArray<SortColumn> Order, long First, long Last,
    bool WithRank, WindowColumns? Window)
    : LogicalNode(WithRank ? new Schema([.. Source.Schema.Fields, new Field("$rank", SqlType.BigInt.WithNullable(false))]) : Source.Schema,
        [Source])
{
    public LogicalNode Source => Inputs[0];

    public override string Name => Window is null ? "TopN" : "WindowTopN";

    public override string Details =>
        $"{First} to {Last}{(WithRank ? " with rank" : "")} by {(PartitionBy.IsEmpty ? "nothing" : Columns(Input.Schema, PartitionBy))} "
            + $"order by {string.Join(", ", Order)}"
        + (Window is null ? "" : $" in {Columns(Input.Schema, [Window.Start, Window.End])}");

    /// <summary>Whether this is the last row by event time in each window: of equal times the later arrival.</summary>
    public bool IsKeepLast =>
        Window is not null && First == 1 && Last == 1 && Order is [{ Descending: true } only] && Input.Traits.IsTime(only.Column);

    /// <summary>Whether of rows that are equal so far the one that came last is the first.</summary>
    public bool IsNewestFirst => Order is [.., { Descending: true } last] && Input.Traits.IsProcessingTime(last.Column);

    protected override NodeTraits DeriveTraits()
    {
        if (Window is not null)
        {
            ImmutableArray<int>? best = First == 1 && Last == 1 ? [.. PartitionBy, Window.Start, Window.End] : Input.Traits.UpsertKey;
            var changelog =
                !Window.Function.IsCorrected ? ChangelogMode.InsertOnly : best is null ? ChangelogMode.Retract : ChangelogMode.Upsert;
            return Input.Traits with { Changelog = changelog, UpsertKey = best };
        }
        ImmutableArray<int>? key = First == Last ? PartitionBy : WithRank ? [.. PartitionBy, Input.Schema.Count] : Input.Traits.UpsertKey;
        return NodeTraits.Updating(key);
    }
}
