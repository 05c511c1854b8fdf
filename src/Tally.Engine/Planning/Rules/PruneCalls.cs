using System.Collections.Immutable;
using Tally.Engine.Operators.Aggregation;

namespace Tally.Engine.Planning.Rules;

/// <summary>Reads and moves the columns of aggregate calls.</summary>
static class PruneCalls
{
    /// <summary>The columns that the calls read.</summary>
    public static IEnumerable<int> Columns(IEnumerable<AggregateCall> calls) =>
        calls.SelectMany(call => call.Filter < 0 ? call.Arguments : call.Arguments.Add(call.Filter));

    /// <summary>The calls over moved columns.</summary>
    public static ImmutableArray<AggregateCall> Move(IEnumerable<AggregateCall> calls, Func<int, int> place) =>
        [.. calls.Select(call =>
            call with { Arguments = [.. call.Arguments.Select(place)], Filter = call.Filter < 0 ? -1 : place(call.Filter) })];
}
