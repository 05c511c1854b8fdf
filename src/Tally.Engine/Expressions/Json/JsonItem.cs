using System.Text.Json;

namespace Tally.Engine.Expressions.Json;

/// <summary>A value of a document, or one that a path has made: an array, an object, a number, a text.</summary>
readonly struct JsonItem
{
    readonly JsonElement _element;
    readonly object? _made;

    public JsonItem(JsonElement element) => _element = element;

    JsonItem(object made) => _made = made;

    public static JsonItem Array(List<JsonItem> items) => new(items);

    public static JsonItem Object(List<(string Name, JsonItem Value)> members) => new(members);

    public static JsonItem Number(double number) => new(number);

    public static JsonItem Number(int number) => new(number);

    public static JsonItem Text(string text) => new(text);

    public JsonValueKind Kind => _made switch
    {
        null => _element.ValueKind,
        string => JsonValueKind.String,
        List<JsonItem> => JsonValueKind.Array,
        double or int => JsonValueKind.Number,
        _ => JsonValueKind.Object,
    };

    public bool IsNull => Kind is JsonValueKind.Null or JsonValueKind.Undefined;

    public bool IsScalar => Kind is not (JsonValueKind.Object or JsonValueKind.Array);

    /// <summary>The elements of an array.</summary>
    public IReadOnlyList<JsonItem> Items => _made as List<JsonItem> ?? [.. _element.EnumerateArray().Select(item => new JsonItem(item))];

    /// <summary>The members of an object in their order; of equal names the last value, at the place of the first.</summary>
    public IReadOnlyList<(string Name, JsonItem Value)> Members
    {
        get
        {
            if (_made is List<(string Name, JsonItem Value)> made) return made;
            var members = new List<(string Name, JsonItem Value)>();
            var places = new Dictionary<string, int>();
            foreach (var property in _element.EnumerateObject())
            {
                if (places.TryAdd(property.Name, members.Count)) members.Add((property.Name, new(property.Value)));
                else members[places[property.Name]] = (property.Name, new(property.Value));
            }
            return members;
        }
    }

    /// <summary>The length of an array.</summary>
    public int Count => _made is List<JsonItem> items ? items.Count : _element.GetArrayLength();

    public JsonItem this[int index] => _made is List<JsonItem> items ? items[index] : new(_element[index]);

    /// <summary>The member of an object; of equal names the last.</summary>
    public bool TryGet(string name, out JsonItem value)
    {
        value = default;
        if (_made is List<(string Name, JsonItem Value)> made)
        {
            var found = made.FindIndex(member => member.Name == name);
            if (found >= 0) value = made[found].Value;
            return found >= 0;
        }
        if (!_element.TryGetProperty(name, out var element)) return false;
        value = new(element);
        return true;
    }

    /// <summary>A text or name as it is written.</summary>
    public static string Shown(string text) => text.Replace(JsonReading.HalfPair, '?');

    /// <summary>The characters of a string, or a number or word as it is written.</summary>
    public string Scalar => _made switch
    {
        null => Kind switch
        {
            JsonValueKind.String => Shown(_element.GetString()!),
            JsonValueKind.Number => JsonPrinter.Number(_element.GetRawText()),
            _ => _element.GetRawText(),
        },
        double number => JsonPrinter.Double(number),
        _ => _made.ToString()!,
    };
}
