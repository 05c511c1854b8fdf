using System.Globalization;
using System.Collections.Immutable;
using Tally.Engine.Columns;
using Tally.Engine.Operators.Aggregation;
using Tally.Engine.Operators.Over;

namespace Tally.Engine.Planning.Logical;

/// <summary>OVER: all input columns, then one for each call. A rule turns ROW_NUMBER under a filter into a rank.</summary>
/// <param name="Calls">Aggregates of the registry, ROW_NUMBER, LAG and what only streams refuse.</param>
sealed record OverNode(LogicalNode Source, ImmutableArray<int> PartitionBy, ImmutableArray<SortColumn> Order, OverFrame Frame,
    ImmutableArray<AggregateCall> Calls)
    : LogicalNode(new Schema([.. Source.Schema.Fields, .. Calls.Select((call, place) => new Field($"$over{place}", call.Type))]), [Source])
{
    public LogicalNode Source => Inputs[0];

    public override string Name => "Over";

    public override string Details =>
        $"{string.Join(", ", Calls)} partition by {Columns(Input.Schema, PartitionBy)} order by {string.Join(", ", Order)} "
            + $"{(Frame.IsRows ? "rows" : "range")} {Frame.Preceding?.ToString(CultureInfo.InvariantCulture) ?? "unbounded"}";

    /// <summary>Whether the calls are ROW_NUMBER alone, which a filter can turn into a rank.</summary>
    public bool IsRowNumber => Calls.All(call => call.Function == "ROW_NUMBER");

    /// <summary>Whether the order is that of arrival, so that each row's result is there at once.</summary>
    public bool IsByArrival => Order is [{ Descending: false } only] && Input.Traits.IsProcessingTime(only.Column);

    /// <summary>Whether the rows come in the order of the time attribute, so that results never change.</summary>
    public bool IsByTime => Order is [{ Descending: false } only] && Input.Traits.IsTime(only.Column);

    protected override NodeTraits DeriveTraits() =>
        IsByTime || IsByArrival ? Input.Traits with { UpsertKey = null, Window = null } : NodeTraits.Updating(null);
}
