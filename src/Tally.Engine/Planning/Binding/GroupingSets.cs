using System.Collections.Immutable;
using Tally.Engine.Expressions;
using Tally.Engine.Sql;
using Tally.Engine.Sql.Ast;

namespace Tally.Engine.Planning.Binding;

/// <summary>The sets of GROUPING SETS, ROLLUP and CUBE, and what GROUPING tells of them.</summary>
/// <param name="sets">For each set the keys that it keeps.</param>
/// <param name="keys">The texts of the keys.</param>
sealed class GroupingSets(ImmutableArray<ImmutableArray<int>> sets, ImmutableArray<string> keys)
{
    /// <summary>The sets that one element of GROUP BY stands for.</summary>
    public static IEnumerable<ImmutableArray<int>> Of(string kind, List<ImmutableArray<int>> members) => kind switch
    {
        "" => [Join(members)],
        "ROLLUP" => Enumerable.Range(0, members.Count + 1).Select(left => Join(members.Take(members.Count - left))),
        "CUBE" => Enumerable.Range(0, 1 << members.Count).Reverse()
            .Select(mask => Join(members.Where((_, place) => (mask >> (members.Count - 1 - place) & 1) != 0))),
        _ => members,
    };

    /// <summary>Every set of the one joined with every set of the other.</summary>
    public static IEnumerable<ImmutableArray<int>> Combine(IEnumerable<ImmutableArray<int>> left, IEnumerable<ImmutableArray<int>> right) =>
        from one in left from two in right select Join([one, two]);

    /// <summary>GROUPING and GROUPING_ID: one bit an argument, set where the row's set leaves the key out.</summary>
    public Expression Number(CallExpression call, SyntaxText text, Expression set)
    {
        if (call.Arguments.IsEmpty)
            throw new SqlException(ErrorCode.BadArgumentCount, call.Span, $"{call.Name.ToUpperInvariant()} takes columns of GROUP BY");
        var places = call.Arguments.Select(argument => keys.IndexOf(text.Of(argument)) is >= 0 and var place ? place
            : throw new SqlException(ErrorCode.NotGrouped, argument.Span, $"{call.Name.ToUpperInvariant()} takes columns of GROUP BY"))
            .ToList();
        var numbers = sets.Select(kept => places.Aggregate(0L, (number, place) => number << 1 | (kept.Contains(place) ? 0L : 1L)));
        return new GroupingId(set, [.. numbers]) { Span = call.Span };
    }

    static ImmutableArray<int> Join(IEnumerable<ImmutableArray<int>> parts) => [.. parts.SelectMany(part => part).Distinct()];
}
