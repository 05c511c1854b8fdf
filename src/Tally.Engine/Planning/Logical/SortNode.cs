using System.Collections.Immutable;

namespace Tally.Engine.Planning.Logical;

/// <summary>ORDER BY without LIMIT: possible by the time attribute, ascending; rows leave in that order once the watermark has passed them.</summary>
public sealed record SortNode(LogicalNode Source, ImmutableArray<SortColumn> Order) : LogicalNode(Source.Schema, [Source])
{
    public LogicalNode Source => Inputs[0];

    public override string Name => "Sort";

    public override string Details => string.Join(", ", Order);

    /// <summary>Whether the order is one that a stream can have.</summary>
    public bool IsByTime => Order is [{ Descending: false } first, ..] && Input.Traits.IsTime(first.Column);

    protected override NodeTraits DeriveTraits() => Input.Traits;
}
