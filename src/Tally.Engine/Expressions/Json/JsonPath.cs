using System.Globalization;
using System.Text.Json;

namespace Tally.Engine.Expressions.Json;

/// <summary>A path such as 'lax $.items[0].sku': how to find values in a JSON document. Without a mode it is strict.</summary>
sealed class JsonPath
{
    readonly Step[] _steps;

    JsonPath(bool isLax, Step[] steps) => (IsLax, _steps) = (isLax, steps);

    enum StepKind
    {
        Name,
        Index,
        Slice,
        Any,
        Descend,
    }

    /// <summary>One step: a name, an index, a range [from:to), everything, or a name at any depth (null: everything).</summary>
    readonly record struct Step(StepKind Kind, string? Name = null, int From = 0, int To = 0);

    /// <summary>Whether what is missing is empty rather than an error.</summary>
    public bool IsLax { get; }

    /// <summary>Whether the path finds a list of values rather than one.</summary>
    bool IsList => _steps.Any(step => step.Kind is StepKind.Slice or StepKind.Any or StepKind.Descend);

    /// <exception cref="EvaluationException">The text is no path.</exception>
    public static JsonPath Parse(string text)
    {
        var rest = text.AsSpan().Trim();
        var isLax = rest.StartsWith("lax ", StringComparison.OrdinalIgnoreCase);
        if (isLax) rest = rest[4..].TrimStart();
        else if (rest.StartsWith("strict ", StringComparison.OrdinalIgnoreCase)) rest = rest[7..].TrimStart();
        if (!rest.StartsWith("$")) throw Bad(text, "it starts with $");
        rest = rest[1..];
        var steps = new List<Step>();
        while (!rest.IsEmpty) steps.Add(rest[0] switch
        {
            '.' => Member(text, ref rest),
            '[' => Bracket(text, ref rest),
            _ => throw Bad(text, $"'{rest}' follows where . or [ is expected"),
        });
        return new(isLax, [.. steps]);
    }

    static EvaluationException Bad(string text, string why) => new($"'{text}' is no JSON path: {why}");

    static Step Member(string text, ref ReadOnlySpan<char> rest)
    {
        rest = rest[1..];
        var descends = rest.StartsWith(".");
        if (descends) rest = rest[1..];
        if (descends && rest.StartsWith("["))
        {
            var inner = Bracket(text, ref rest);
            return inner.Kind is StepKind.Name or StepKind.Any ? new(StepKind.Descend, inner.Name) : throw Bad(text, "only names follow ..");
        }
        var length = rest.IndexOfAny('.', '[');
        var name = (length < 0 ? rest : rest[..length]).Trim();
        if (name.IsEmpty) throw Bad(text, "a name is missing");
        if (name.EndsWith("()") || name.ContainsAny('?', '(')) throw Bad(text, "filters and functions are not supported");
        rest = length < 0 ? default : rest[length..];
        var any = name is "*";
        return descends ? new(StepKind.Descend, any ? null : name.ToString()) : any ? new(StepKind.Any) : new(StepKind.Name, name.ToString());
    }

    static Step Bracket(string text, ref ReadOnlySpan<char> rest)
    {
        rest = rest[1..].TrimStart();
        if (rest.Length > 0 && rest[0] is '\'' or '"')
        {
            var quote = rest[0];
            var end = rest[1..].IndexOf(quote) + 1;
            if (end == 0) throw Bad(text, "a quote is not closed");
            var name = rest[1..end].ToString();
            rest = rest[(end + 1)..].TrimStart();
            if (!rest.StartsWith("]")) throw Bad(text, "] is missing");
            rest = rest[1..];
            return new(StepKind.Name, name);
        }
        var close = rest.IndexOf(']');
        if (close < 0) throw Bad(text, "] is missing");
        var inside = rest[..close].Trim();
        rest = rest[(close + 1)..];
        if (inside is "*") return new(StepKind.Any);
        var colon = inside.IndexOf(':');
        if (colon < 0) return new(StepKind.Index, From: Number(text, inside));
        var from = colon == 0 ? 0 : Number(text, inside[..colon]);
        return new(StepKind.Slice, From: from, To: colon == inside.Length - 1 ? int.MaxValue : Number(text, inside[(colon + 1)..]));
    }

    static int Number(string text, ReadOnlySpan<char> digits) =>
        int.TryParse(digits.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number : throw Bad(text, $"'{digits}' is no index");

    /// <summary>What the path finds: one value, a list of them, or nothing (an error when strict).</summary>
    public JsonFinding Find(JsonElement root)
    {
        if (IsList)
        {
            var found = new List<JsonElement>();
            return Collect(root, 0, found) || IsLax ? new(found) : default;
        }
        foreach (var step in _steps)
            if (!TryStep(root, step, out root)) return default;
        return new(root);
    }

    static bool TryStep(JsonElement value, Step step, out JsonElement next)
    {
        next = default;
        if (step.Kind == StepKind.Name) return value.ValueKind == JsonValueKind.Object && value.TryGetProperty(step.Name!, out next);
        if (value.ValueKind != JsonValueKind.Array) return false;
        var index = step.From < 0 ? value.GetArrayLength() + step.From : step.From;
        if (index < 0 || index >= value.GetArrayLength()) return false;
        next = value[index];
        return true;
    }

    /// <summary>Follows the steps from an index on; false when a definite step before the first open one is missing.</summary>
    bool Collect(JsonElement value, int at, List<JsonElement> found)
    {
        if (at == _steps.Length)
        {
            found.Add(value);
            return true;
        }
        var step = _steps[at];
        switch (step.Kind)
        {
            case StepKind.Any:
                if (JsonReading.IsScalar(value)) return false;
                foreach (var child in Children(value)) Collect(child, at + 1, found);
                return true;
            case StepKind.Slice:
                if (value.ValueKind != JsonValueKind.Array) return false;
                var count = value.GetArrayLength();
                var to = step.To < 0 ? count + step.To : Math.Min(step.To, count);
                for (var i = step.From < 0 ? Math.Max(0, count + step.From) : step.From; i < to; i++) Collect(value[i], at + 1, found);
                return true;
            case StepKind.Descend:
                Descend(value, step.Name, at, found);
                return true;
            default: return TryStep(value, step, out var next) && Collect(next, at + 1, found);
        }
    }

    void Descend(JsonElement value, string? name, int at, List<JsonElement> found)
    {
        if (JsonReading.IsScalar(value)) return;
        if (name is not null && value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var member)) Collect(member, at + 1, found);
        foreach (var child in Children(value))
        {
            if (name is null) Collect(child, at + 1, found);
            Descend(child, name, at, found);
        }
    }

    static IEnumerable<JsonElement> Children(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : value.EnumerateObject().Select(property => property.Value);
}

/// <summary>What a path found: nothing, a value, or a list of values.</summary>
readonly struct JsonFinding
{
    public JsonFinding(JsonElement value) => (Value, Exists) = (value, true);

    public JsonFinding(List<JsonElement> list) => (List, Exists) = (list, true);

    public bool Exists { get; }

    public JsonElement Value { get; }

    /// <summary>Not null for a path that finds lists.</summary>
    public List<JsonElement>? List { get; }

    /// <summary>Whether this is one JSON null.</summary>
    public bool IsNull => List is null && Value.ValueKind == JsonValueKind.Null;

    public bool IsScalar => List is null && JsonReading.IsScalar(Value);

    public bool IsArray => List is not null || Value.ValueKind == JsonValueKind.Array;
}
