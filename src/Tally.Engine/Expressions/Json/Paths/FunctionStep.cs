using System.Text.Json;

namespace Tally.Engine.Expressions.Json.Paths;

/// <summary>A function at the end of a path, such as length() or sum().</summary>
/// <param name="Arguments">Values, or paths that are followed from the root of the document.</param>
sealed record FunctionStep(string Name, PathValue[] Arguments) : PathStep
{
    public override bool IsDefinite(bool isLast) => true;

    public override void Evaluate(JsonItem value, PathPlace place, PathEvaluation run)
    {
        var result = Compute(value, [.. Arguments.Select(argument => argument.Of(run.Root, run.Root)).OfType<JsonItem>()]);
        run.Walk(place.Next, result);
    }

    JsonItem Compute(JsonItem value, JsonItem[] arguments) => Name switch
    {
        "length" or "size" => Length(value, arguments),
        "sum" => Aggregate(value, arguments, numbers => numbers.Sum()),
        "avg" => Aggregate(value, arguments, numbers => numbers.Average()),
        "min" => Aggregate(value, arguments, numbers => numbers.Min()),
        "max" => Aggregate(value, arguments, numbers => numbers.Max()),
        "stddev" => Aggregate(value, arguments, Deviation),
        "concat" => Concatenated(value, arguments),
        "append" => value.Kind == JsonValueKind.Array ? JsonItem.Array([.. value.Items, .. arguments]) : value,
        "keys" =>
            value.Kind == JsonValueKind.Object ? JsonItem.Array([.. value.Members.Select(member => JsonItem.Text(member.Name))]) : default,
        "first" => Element(value, 0),
        "last" => Element(value, -1),
        "index" => Element(value,
            arguments is [{ Kind: JsonValueKind.Number } index]
                ? (int)Number(index)
                : throw new JsonPathException("index(n) takes a number")),
        _ => throw new JsonPathException($"there is no function {Name}"),
    };

    static JsonItem Length(JsonItem value, JsonItem[] arguments)
    {
        if (arguments.Length > 0) value = arguments[0];
        return value.Kind switch
        {
            JsonValueKind.Array => JsonItem.Number(value.Count),
            JsonValueKind.Object => JsonItem.Number(value.Members.Count),
            _ => default,
        };
    }

    static JsonItem Aggregate(JsonItem value, JsonItem[] arguments, Func<List<double>, double> compute)
    {
        var values = value.Kind == JsonValueKind.Array ? value.Items : [];
        var given = arguments.SelectMany(argument => argument.Kind == JsonValueKind.Array ? argument.Items : [argument]);
        var numbers = values.Concat(given).Where(item => item.Kind == JsonValueKind.Number).Select(Number).ToList();
        return numbers.Count > 0 ? JsonItem.Number(compute(numbers)) : throw new JsonPathException("there are no numbers");
    }

    static double Deviation(List<double> numbers)
    {
        var mean = numbers.Average();
        return Math.Sqrt(numbers.Sum(number => (number - mean) * (number - mean)) / numbers.Count);
    }

    static JsonItem Concatenated(JsonItem value, JsonItem[] arguments)
    {
        var texts = (value.Kind == JsonValueKind.Array ? value.Items : [])
            .Concat(arguments.SelectMany(argument => argument.Kind == JsonValueKind.Array ? argument.Items : [argument]));
        return JsonItem.Text(string.Concat(texts.Where(item => item.Kind == JsonValueKind.String).Select(item => item.Scalar)));
    }

    // The first counted from the end is out of reach, as in Jayway.
    static JsonItem Element(JsonItem value, int index)
    {
        var at = value.Kind != JsonValueKind.Array ? -1 : index >= 0 ? index : value.Count + index is > 0 and var real ? real : -1;
        return at >= 0 && at < value.Count ? value[at] : throw new JsonPathException("the index is outside of the array");
    }

    static double Number(JsonItem item) => double.Parse(item.Scalar, System.Globalization.CultureInfo.InvariantCulture);
}
