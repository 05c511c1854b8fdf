using System.Collections.Immutable;
using Tally.Engine.Columns;
using Tally.Engine.Operators.Aggregation;

namespace Tally.Engine.Planning.Logical;

/// <summary>GROUP BY without a window, SELECT DISTINCT and UNION: the keys, then the aggregates.</summary>
/// <param name="Keys">Columns of the input; none for a whole table.</param>
/// <param name="Calls">Their arguments and filters are columns of the input.</param>
public sealed record AggregateNode(LogicalNode Source, ImmutableArray<int> Keys, ImmutableArray<AggregateCall> Calls,
    ImmutableArray<string> CallNames)
    : LogicalNode(OutputOf(Source.Schema, Keys, Calls, CallNames), [Source])
{
    public LogicalNode Source => Inputs[0];

    public override string Name => "Aggregate";

    public override string Details =>
        $"by {(Keys.IsEmpty ? "nothing" : Columns(Input.Schema, Keys))}{string.Concat(Calls.Select(call => $", {call}"))}";

    /// <summary>A name for the column of a call, such as SUM(amount).</summary>
    public static string NameOf(AggregateCall call, Schema input) =>
        $"{call.Function}({(call.IsDistinct ? "DISTINCT " : "")}"
            + $"{(call.Arguments.IsEmpty ? "*" : string.Join(", ", call.Arguments.Select(column => input[column].Name)))})";

    /// <summary>The columns of an aggregation: keys, then aggregates.</summary>
    public static Schema OutputOf(Schema input, ImmutableArray<int> keys, ImmutableArray<AggregateCall> calls,
        ImmutableArray<string> names) =>
        new([.. keys.Select(key => input[key]), .. calls.Zip(names, (call, name) => new Field(name, call.Type))]);

    protected override NodeTraits DeriveTraits() => NodeTraits.Updating([.. Enumerable.Range(0, Keys.Length)]);
}
