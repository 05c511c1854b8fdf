using System.Collections.Immutable;

namespace Tally.Engine.Planning.Logical;

/// <summary>ORDER BY. A stream can be sorted by its time attribute, ascending: rows leave once the watermark has passed them. Input that
/// ends can be sorted by anything, at its end.</summary>
/// <param name="IsAtEnd">Whether the rows wait for the end of the input.</param>
sealed record SortNode(LogicalNode Source, ImmutableArray<SortColumn> Order, bool IsAtEnd = false)
    : LogicalNode(Source.Schema, [Source])
{
    public LogicalNode Source => Inputs[0];

    public override string Name => "Sort";

    public override string Details => string.Join(", ", Order) + (IsAtEnd ? " at the end of the input" : "");

    /// <summary>Whether the order is one that a stream can have.</summary>
    public bool IsByTime => Order is [{ Descending: false } first, ..] && Input.Traits.IsTime(first.Column);

    protected override NodeTraits DeriveTraits() => IsAtEnd ? NodeTraits.Append with { UpsertKey = Input.Traits.UpsertKey } : Input.Traits;
}
