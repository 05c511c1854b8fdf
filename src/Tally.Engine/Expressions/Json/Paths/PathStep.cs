using System.Text.Json;

namespace Tally.Engine.Expressions.Json.Paths;

/// <summary>The document that a path is followed in, and the results found so far.</summary>
sealed class PathEvaluation(JsonItem root, bool forgives, bool needsNames = false)
{
    public JsonItem Root { get; } = root;

    /// <summary>Whether what is missing is passed over.</summary>
    public bool Forgives { get; } = forgives;

    /// <summary>Whether a name that is not there is an error even where the path finds lists.</summary>
    public bool NeedsNames { get; } = needsNames;

    public List<JsonItem> Results { get; } = [];

    /// <summary>The value of a definite path, or null when there is none; the list of all results of another.</summary>
    /// <exception cref="JsonPathException">The path cannot be followed, or finds nothing where it must.</exception>
    public JsonItem? Read(PathStep[] steps, JsonItem from)
    {
        Walk(new(steps, 0, IsUpstreamDefinite: true), from);
        if (!JsonPath.IsDefinite(steps)) return JsonItem.Array(Results);
        if (Results.Count > 0) return Results[^1];
        return Forgives ? null : throw new JsonPathException("the path finds nothing");
    }

    /// <summary>Takes the next step, or notes the value as a result at the end of the path.</summary>
    public void Walk(PathPlace place, JsonItem value)
    {
        if (place.IsEnd) Results.Add(value);
        else place.Step.Evaluate(value, place, this);
    }
}

/// <summary>A place in a path: the step that is to be taken next.</summary>
readonly record struct PathPlace(PathStep[] Steps, int Index, bool IsUpstreamDefinite)
{
    public bool IsEnd => Index == Steps.Length;

    public bool IsLast => Index == Steps.Length - 1;

    public PathStep Step => Steps[Index];

    public PathPlace Next => new(Steps, Index + 1, IsUpstreamDefinite && Step.IsDefinite(IsLast));
}

/// <summary>One step of a path.</summary>
abstract record PathStep
{
    /// <summary>Whether it leads to one value at most.</summary>
    public virtual bool IsDefinite(bool isLast) => false;

    public abstract void Evaluate(JsonItem value, PathPlace place, PathEvaluation run);

    /// <summary>Whether a scan at any depth stops at a value to take this step from it.</summary>
    public virtual bool Fits(JsonItem value, PathEvaluation run) => false;

    protected static void At(JsonItem array, long index, PathPlace place, PathEvaluation run)
    {
        if (index < 0) index += array.Count;
        if (index >= 0 && index < array.Count) run.Walk(place.Next, array[(int)index]);
    }

    /// <summary>Whether the value is an array; one that is none is an error where the path must lead somewhere.</summary>
    protected static bool IsArray(JsonItem value, PathPlace place, PathEvaluation run)
    {
        if (value.Kind == JsonValueKind.Array) return true;
        return !place.IsUpstreamDefinite || run.Forgives ? false : throw new JsonPathException("an index is of an array");
    }
}

/// <summary>A name or several: at the end of a path several make one object, elsewhere each is followed.</summary>
sealed record NameStep(string[] Names) : PathStep
{
    public override bool IsDefinite(bool isLast) => Names.Length == 1 || isLast;

    public override void Evaluate(JsonItem value, PathPlace place, PathEvaluation run)
    {
        if (value.Kind != JsonValueKind.Object)
        {
            if (place.IsUpstreamDefinite) throw new JsonPathException("a name is of an object");
        }
        else if (Names.Length > 1 && place.IsLast) run.Results.Add(Chosen(value, run));
        else
            foreach (var name in Names) Follow(name, value, place, run);
    }

    JsonItem Chosen(JsonItem value, PathEvaluation run)
    {
        var members = new List<(string Name, JsonItem Value)>();
        foreach (var name in Names)
        {
            if (value.TryGet(name, out var member)) members.Add((name, member));
            else if (run.NeedsNames) throw new JsonPathException($"there is no {name}");
        }
        return JsonItem.Object(members);
    }

    void Follow(string name, JsonItem value, PathPlace place, PathEvaluation run)
    {
        if (value.TryGet(name, out var member)) run.Walk(place.Next, member);
        else if (run.NeedsNames || (!place.IsLast && !run.Forgives && place.IsUpstreamDefinite && IsDefinite(place.IsLast)))
            throw new JsonPathException($"there is no {name}");
    }

    public override bool Fits(JsonItem value, PathEvaluation run) =>
        value.Kind == JsonValueKind.Object && (Names.Length > 1 || Names.All(name => value.TryGet(name, out _)));
}

/// <summary>An index or several; a negative one counts from the end.</summary>
sealed record IndexStep(int[] Indexes) : PathStep
{
    public override bool IsDefinite(bool isLast) => Indexes.Length == 1;

    public override void Evaluate(JsonItem value, PathPlace place, PathEvaluation run)
    {
        if (!IsArray(value, place, run)) return;
        foreach (var index in Indexes) At(value, index, place, run);
    }

    public override bool Fits(JsonItem value, PathEvaluation run) => value.Kind == JsonValueKind.Array;
}

/// <summary>A range of indexes, the end excluded; an open side is null.</summary>
sealed record SliceStep(int? From, int? To) : PathStep
{
    public override void Evaluate(JsonItem value, PathPlace place, PathEvaluation run)
    {
        if (!IsArray(value, place, run)) return;
        var count = value.Count;
        // Only an open range counts a negative number from the end: so it is in Jayway.
        var from = To is not null ? From ?? 0 : Math.Max(0, From < 0 ? count + From!.Value : From!.Value);
        var to = To is null ? count : Math.Min(count, From is null && To < 0 ? count + To.Value : To.Value);
        for (var i = from; i < to && count > 0; i++) At(value, i, place, run);
    }

    public override bool Fits(JsonItem value, PathEvaluation run) => value.Kind == JsonValueKind.Array;
}

/// <summary>All members of an object, or elements of an array.</summary>
sealed record WildcardStep : PathStep
{
    public override void Evaluate(JsonItem value, PathPlace place, PathEvaluation run)
    {
        if (value.IsScalar) return;
        foreach (var child in Children(value))
        {
            try
            {
                run.Walk(place.Next, child);
            }
            catch (JsonPathException) when (!run.NeedsNames)
            {
                // What does not lead on is left out.
            }
        }
    }

    public static IEnumerable<JsonItem> Children(JsonItem value) => value.Kind == JsonValueKind.Array ? value.Items
        : value.Kind == JsonValueKind.Object ? value.Members.Select(member => member.Value) : [];

    public override bool Fits(JsonItem value, PathEvaluation run) => true;
}

/// <summary>The next step from every value at any depth.</summary>
sealed record ScanStep : PathStep
{
    public override void Evaluate(JsonItem value, PathPlace place, PathEvaluation run)
    {
        if (value.IsScalar) return;
        var next = place.Next;
        if (!next.IsEnd && next.Step.Fits(value, run)) Take(value, next, run);
        foreach (var child in WildcardStep.Children(value)) Evaluate(child, place, run);
    }

    // From an array Jayway takes the step behind the next one, of each element, unless the next one is the last.
    static void Take(JsonItem value, PathPlace next, PathEvaluation run)
    {
        if (value.Kind == JsonValueKind.Object || next.IsLast) run.Walk(next, value);
        else
            foreach (var item in value.Items) run.Walk(next.Next, item);
    }
}

/// <summary>The elements that fit a condition; an object by itself.</summary>
sealed record FilterStep(PathCondition Condition) : PathStep
{
    public override void Evaluate(JsonItem value, PathPlace place, PathEvaluation run)
    {
        if (value.Kind == JsonValueKind.Array)
        {
            foreach (var item in value.Items)
                if (Condition.Holds(item, run.Root)) run.Walk(place.Next, item);
        }
        else if (value.Kind != JsonValueKind.Object)
        {
            if (place.IsUpstreamDefinite) throw new JsonPathException("a filter is of an array or an object");
        }
        else if (Condition.Holds(value, run.Root)) run.Walk(place.Next, value);
    }

    public override bool Fits(JsonItem value, PathEvaluation run) => Condition.Holds(value, run.Root);
}
