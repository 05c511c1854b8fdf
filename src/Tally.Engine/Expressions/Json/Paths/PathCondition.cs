using System.Text.Json;
using Tally.Engine.Expressions.Casting;

namespace Tally.Engine.Expressions.Json.Paths;

/// <summary>The condition of a filter.</summary>
abstract record PathCondition
{
    public abstract bool Holds(JsonItem item, JsonItem root);
}

sealed record AllConditions(PathCondition[] Parts) : PathCondition
{
    public override bool Holds(JsonItem item, JsonItem root) => Parts.All(part => part.Holds(item, root));
}

sealed record AnyCondition(PathCondition[] Parts) : PathCondition
{
    public override bool Holds(JsonItem item, JsonItem root) => Parts.Any(part => part.Holds(item, root));
}

sealed record NotCondition(PathCondition Part) : PathCondition
{
    public override bool Holds(JsonItem item, JsonItem root) => !Part.Holds(item, root);
}

/// <summary>A path alone: it finds something, or (negated) nothing.</summary>
sealed record ExistsCondition(PathOfValue Path) : PathCondition
{
    public override bool Holds(JsonItem item, JsonItem root) => Path.Of(item, root) is not null != Path.IsNegated;
}

/// <summary>Two values compared as Jayway compares them: by the kind of the left one.</summary>
sealed record PathComparison(PathValue Left, string Operator, PathValue Right) : PathCondition
{
    public override bool Holds(JsonItem item, JsonItem root)
    {
        if (Operator == "=~") return Matches(item, root);
        var (left, right) = (Left.Of(item, root), Right.Of(item, root));
        return Operator switch
        {
            "==" => Equal(left, right),
            "!=" => !Equal(left, right),
            "===" => left?.Kind == right?.Kind && Equal(left, right),
            "!==" => left?.Kind != right?.Kind || !Equal(left, right),
            "<" => Order(left, right) < 0,
            "<=" => Order(left, right) <= 0,
            ">" => Order(left, right) > 0,
            ">=" => Order(left, right) >= 0,
            _ => left is { } value && right is { } other && ByWord(value, other),
        };
    }

    bool ByWord(JsonItem left, JsonItem right) => Operator switch
    {
        "IN" => IsList(right) && right.Items.Any(one => Equal(left, one)),
        "NIN" => !(IsList(right) && right.Items.Any(one => Equal(left, one))),
        "CONTAINS" => left.Kind == JsonValueKind.String
            ? right.Kind == JsonValueKind.String && left.Scalar.Contains(right.Scalar, StringComparison.Ordinal)
            : IsList(left) && left.Items.Any(one => Equal(one, right)),
        "ALL" => IsList(left) && IsList(right) && right.Items.All(one => left.Items.Any(other => Equal(one, other))),
        "ANYOF" => IsList(left) && IsList(right) && left.Items.Any(one => right.Items.Any(other => Equal(one, other))),
        "NONEOF" => IsList(left) && IsList(right) && !left.Items.Any(one => right.Items.Any(other => Equal(one, other))),
        "SUBSETOF" => IsList(left) && IsList(right) && left.Items.All(one => right.Items.Any(other => Equal(one, other))),
        "SIZE" => right.Kind == JsonValueKind.Number && Size(left) == (int)Number(right),
        "EMPTY" => right.Kind is JsonValueKind.True or JsonValueKind.False && Size(left) >= 0
            && Size(left) == 0 == (right.Kind == JsonValueKind.True),
        _ => false,
    };

    bool Matches(JsonItem item, JsonItem root)
    {
        var (pattern, value) = Right is PatternPathValue right ? (right, Left) : (Left as PatternPathValue, Right);
        if (pattern is null || value is PatternPathValue) return false;
        return value.Of(item, root) is { } found && (IsList(found) ? found.Items.Any(pattern.Fits) : pattern.Fits(found));
    }

    static bool IsList(JsonItem item) => item.Kind == JsonValueKind.Array;

    static int Size(JsonItem item) => item.Kind switch
    {
        JsonValueKind.String => item.Scalar.Length,
        JsonValueKind.Array => item.Count,
        JsonValueKind.Object => item.Members.Count,
        _ => -1,
    };

    static bool Equal(JsonItem? left, JsonItem? right) => left is { } value && right is { } other && Equal(value, other);

    static bool Equal(JsonItem left, JsonItem right) => left.Kind switch
    {
        JsonValueKind.Number =>
            right.Kind is JsonValueKind.Number or JsonValueKind.String && IsNumber(right.Scalar) && Number(left) == Number(right),
        JsonValueKind.String => right.Kind is JsonValueKind.Number or JsonValueKind.String && left.Scalar == right.Scalar,
        JsonValueKind.Array =>
            IsList(right) && left.Count == right.Count && left.Items.Zip(right.Items).All(pair => Equal(pair.First, pair.Second)),
        JsonValueKind.Object => right.Kind == JsonValueKind.Object && left.Members.Count == right.Members.Count
            && left.Members.All(member => right.TryGet(member.Name, out var other) && Equal(member.Value, other)),
        _ => left.Kind == right.Kind,
    };

    static double? Order(JsonItem? left, JsonItem? right) => (left, right) switch
    {
        ({ Kind: JsonValueKind.Number } a, { Kind: JsonValueKind.Number } b) => Number(a).CompareTo(Number(b)),
        ({ Kind: JsonValueKind.String } a, { Kind: JsonValueKind.String } b) => string.CompareOrdinal(a.Scalar, b.Scalar),
        _ => null,
    };

    static bool IsNumber(string text) => NumberParser.TryDouble(System.Text.Encoding.UTF8.GetBytes(text), out _);

    static double Number(JsonItem item) =>
        NumberParser.TryDouble(System.Text.Encoding.UTF8.GetBytes(item.Scalar), out var number) ? number : double.NaN;
}
