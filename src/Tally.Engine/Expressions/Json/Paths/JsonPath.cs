using System.Text.Json;
using System.Text.RegularExpressions;

namespace Tally.Engine.Expressions.Json.Paths;

// Paths into JSON, as Jayway's JsonPath has them, which Flink uses.
//
// A path is a chain of steps. A step takes a value and hands what it finds to the next step, or at the end to the list of results. A path
// of
// names and single indexes is definite: it finds one value. Any other path finds a list, perhaps an empty one.

/// <summary>A path such as 'lax $.items[0].sku', with its mode; without one it is strict.</summary>
sealed partial class JsonPath
{
    readonly PathStep[]? _steps;

    JsonPath(bool isLax, PathStep[]? steps, string? error) => (IsLax, _steps, Error) = (isLax, steps, error);

    /// <summary>Whether what is missing is empty rather than an error.</summary>
    public bool IsLax { get; }

    /// <summary>Why the text is no path, or null; such a path finds an error in every document.</summary>
    public string? Error { get; }

    public static JsonPath Parse(string text)
    {
        var mode = Mode().Match(text);
        var isLax = mode.Success && mode.Groups[1].Value.Equals("lax", StringComparison.OrdinalIgnoreCase);
        try
        {
            return new(isLax, JsonPathParser.Parse(mode.Success ? mode.Groups[2].Value : text), null);
        }
        catch (FormatException error)
        {
            return new(isLax, null, error.Message);
        }
    }

    /// <summary>What is wrong with the path, to be shown behind an error of what it finds.</summary>
    public string Explanation => Error is null ? "" : $"; it is no path: {Error}";

    /// <summary>What the path finds in a document, or in a text that is none (null).</summary>
    public JsonFinding In(JsonDocument? document) =>
        document is not null ? Find(new(document.RootElement)) : IsLax && Error is null ? JsonFinding.Null : JsonFinding.Wrong;

    [GeneratedRegex(@"^\s*(strict|lax)\s+(.+)$", RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Mode();

    /// <summary>What the path finds in a document.</summary>
    public JsonFinding Find(JsonItem root)
    {
        if (_steps is null || root.IsNull) return JsonFinding.Wrong;
        try
        {
            var found = new PathEvaluation(root, IsLax).Read(_steps, root);
            return found is null || (!IsLax && found.Value.IsNull) ? Nothing : JsonFinding.Of(found.Value);
        }
        catch (JsonPathException)
        {
            return !IsLax ? JsonFinding.Wrong : IsDefinite(_steps) ? JsonFinding.Null : JsonFinding.Of(JsonItem.Array([]));
        }
    }

    JsonFinding Nothing => IsLax ? JsonFinding.Null : JsonFinding.Wrong;

    public static bool IsDefinite(ReadOnlySpan<PathStep> steps)
    {
        for (var i = 0; i < steps.Length; i++)
            if (!steps[i].IsDefinite(isLast: i == steps.Length - 1)) return false;
        return true;
    }
}

/// <summary>A path meets a value that it cannot go on from.</summary>
sealed class JsonPathException(string message) : Exception(message);

/// <summary>What a path found: an error, nothing or a JSON null, or a value.</summary>
readonly record struct JsonFinding(bool IsError, JsonItem Value)
{
    public static readonly JsonFinding Wrong = new(true, default);
    public static readonly JsonFinding Null = new(false, default);

    public static JsonFinding Of(JsonItem value) => new(false, value);

    public bool IsNull => Value.IsNull;
}
