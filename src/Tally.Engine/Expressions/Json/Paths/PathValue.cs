using System.Text.Json;

namespace Tally.Engine.Expressions.Json.Paths;

/// <summary>A value in a filter or an argument of a function.</summary>
abstract record PathValue
{
    /// <summary>The value for an item of a document; null where a path finds nothing.</summary>
    public abstract JsonItem? Of(JsonItem item, JsonItem root);
}

/// <summary>A number, text, truth value, null, array or object.</summary>
sealed record ConstantPathValue(JsonItem Value) : PathValue
{
    public override JsonItem? Of(JsonItem item, JsonItem root) => Value;
}

/// <summary>A regular expression between slashes, which must fit a whole text.</summary>
sealed record PatternPathValue(Text.JavaRegex Regex) : PathValue
{
    public override JsonItem? Of(JsonItem item, JsonItem root) => null;

    public bool Fits(JsonItem value) =>
        Regex.IsMatch(System.Text.Encoding.UTF8
            .GetBytes(value.IsScalar && value.Kind is JsonValueKind.String or JsonValueKind.Number ? value.Scalar : ""));
}

/// <summary>What a path finds.</summary>
/// <param name="FromRoot">Whether it starts at the document rather than at the item.</param>
/// <param name="IsTest">Whether it stands alone: then it is TRUE where it finds something.</param>
sealed record PathOfValue(PathStep[] Steps, bool FromRoot, bool IsTest, bool IsNegated) : PathValue
{
    public override JsonItem? Of(JsonItem item, JsonItem root)
    {
        try
        {
            return new PathEvaluation(root, forgives: false, needsNames: IsTest).Read(Steps, FromRoot ? root : item);
        }
        catch (JsonPathException)
        {
            return null;
        }
    }
}
