using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Tally.Engine.Columns;

namespace Tally.Engine.Operators.Aggregation;

/// <summary>All aggregate functions by name, with Flink's rules for their arguments and results.</summary>
static class AggregateRegistry
{
    static readonly Dictionary<string, Func<AggregateSignature, AggregateBinding>> s_functions = new(StringComparer.OrdinalIgnoreCase)
    {
        ["COUNT"] = AggregateTypes.Count,
        ["SUM"] = AggregateTypes.Sum,
        ["AVG"] = AggregateTypes.Average,
        ["MIN"] = AggregateTypes.Extreme,
        ["MAX"] = AggregateTypes.Extreme,
        ["STDDEV_POP"] = AggregateTypes.Deviation,
        ["STDDEV_SAMP"] = AggregateTypes.Deviation,
        ["STDDEV"] = AggregateTypes.Deviation,
        ["VAR_POP"] = AggregateTypes.Deviation,
        ["VAR_SAMP"] = AggregateTypes.Deviation,
        ["VARIANCE"] = AggregateTypes.Deviation,
        ["FIRST_VALUE"] = AggregateTypes.Value,
        ["LAST_VALUE"] = AggregateTypes.Value,
        ["LISTAGG"] = AggregateTypes.List,
        ["COLLECT"] = AggregateTypes.Collect,
        ["ARRAY_AGG"] = AggregateTypes.Array,
        ["PERCENTILE"] = AggregateTypes.Percentile,
        ["JSON_OBJECTAGG"] = AggregateTypes.JsonObject,
        ["JSON_ARRAYAGG"] = AggregateTypes.JsonArray,
        ["SINGLE_VALUE"] = AggregateTypes.Value,
        ["BITMAP_BUILD_AGG"] = AggregateTypes.BitmapOfNumbers,
        ["BITMAP_BUILD_CARDINALITY_AGG"] = AggregateTypes.BitmapOfNumbers,
        ["BITMAP_AND_AGG"] = AggregateTypes.BitmapOfBitmaps,
        ["BITMAP_AND_CARDINALITY_AGG"] = AggregateTypes.BitmapOfBitmaps,
        ["BITMAP_OR_AGG"] = AggregateTypes.BitmapOfBitmaps,
        ["BITMAP_OR_CARDINALITY_AGG"] = AggregateTypes.BitmapOfBitmaps,
        ["BITMAP_XOR_AGG"] = AggregateTypes.BitmapOfBitmaps,
        ["BITMAP_XOR_CARDINALITY_AGG"] = AggregateTypes.BitmapOfBitmaps,
    };

    static readonly Dictionary<string, string> s_synonyms = new(StringComparer.OrdinalIgnoreCase)
    {
        ["STDDEV"] = "STDDEV_SAMP",
        ["VARIANCE"] = "VAR_SAMP",
    };

    /// <summary>The names, for hints.</summary>
    public static IReadOnlyCollection<string> Names => s_functions.Keys;

    /// <summary>Whether a call of this name is an aggregate.</summary>
    public static bool IsAggregate(string name) => s_functions.ContainsKey(name);

    /// <summary>Finds the function for these arguments; the planner then sets <see cref="AggregateCall.Arguments"/> and
    /// <see cref="AggregateCall.Filter"/>.</summary>
    /// <param name="argumentTypes">Empty for COUNT(*).</param>
    /// <param name="mayBeEmpty">Whether a group may have no row for it: there are no GROUP BY columns, or there is a FILTER. Then the
    /// result may be NULL.</param>
    /// <param name="clause">The NULL clause of a JSON aggregate, or empty.</param>
    /// <param name="error">What is wrong and what was expected, when the result is null.</param>
    public static AggregateCall? Bind(string name, IReadOnlyList<SqlType> argumentTypes, bool isDistinct, bool mayBeEmpty, string clause,
        out string? error)
    {
        var upper = s_synonyms.GetValueOrDefault(name, name.ToUpperInvariant());
        if (!s_functions.TryGetValue(name, out var bind))
        {
            error = $"there is no aggregate {upper}";
            return null;
        }
        var binding = bind(new(upper, argumentTypes, mayBeEmpty));
        error = binding.Error;
        if (binding.Type is not { } type) return null;
        return new(upper, [.. argumentTypes],
            type) { IsDistinct = upper.StartsWith("BITMAP_BUILD", StringComparison.Ordinal)
                || (isDistinct && upper is not ("MIN" or "MAX")), Clause = clause };
    }
}

/// <summary>What an aggregate is called with.</summary>
sealed record AggregateSignature(string Name, IReadOnlyList<SqlType> Arguments, bool MayBeEmpty)
{
    /// <summary>A result that is NULL when no value came.</summary>
    public SqlType Nullable(SqlType type) => type.WithoutTimeAttribute().WithNullable(MayBeEmpty || Arguments[0].Nullable);
}

/// <summary>The type of an aggregate's result, or why there is none.</summary>
readonly record struct AggregateBinding(SqlType? Type, string? Error)
{
    public static implicit operator AggregateBinding(SqlType type) => new(type, null);
    public static implicit operator AggregateBinding(string error) => new(null, error);
}
