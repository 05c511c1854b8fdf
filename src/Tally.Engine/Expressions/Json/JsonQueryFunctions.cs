using System.Text;
using System.Text.Json;
using Tally.Engine.Columns;
using Tally.Engine.Expressions.Functions;
using Tally.Engine.Expressions.Json.Paths;
using Tally.Engine.Expressions.Kernels;
using Tally.Engine.Expressions.Logic;

namespace Tally.Engine.Expressions.Json;

/// <summary>JSON_VALUE, JSON_QUERY, JSON_EXISTS, JSON_QUOTE, JSON_UNQUOTE.</summary>
static class JsonQueryFunctions
{
    public static IEnumerable<FunctionDefinition> All =>
    [
        new("JSON_VALUE", 2, 2, "JSON_VALUE(json, path [RETURNING type] [… ON EMPTY] [… ON ERROR])", "A scalar in JSON text.",
            "JSON_VALUE('{\"a\": 7}', '$.a' RETURNING INT)", Value),
        new("JSON_QUERY", 2, 2, "JSON_QUERY(json, path [RETURNING type] [WITH WRAPPER] [… ON EMPTY] [… ON ERROR])",
            "An object or array in JSON text, as JSON.", "JSON_QUERY('{\"a\": [1, 2]}', '$.a')", Query),
        new("JSON_EXISTS", 2, 2, "JSON_EXISTS(json, path [… ON ERROR])", "Whether a path finds something in JSON text.",
            "JSON_EXISTS('{\"a\": 7}', '$.a')", Exists),
        new("JSON_QUOTE", 1, 1, "JSON_QUOTE(text)", "The text as a JSON string.", "JSON_QUOTE('a\"b')", call =>
            call.TextResult(call.Nullable(SqlType.String), [call.Text(0)], (columns, row, output) =>
        {
            JsonQuoting.Write(Encoding.UTF8.GetString(columns[0].Text(row)), output);
            return true;
        })),
        new("JSON_UNQUOTE", 1, 1, "JSON_UNQUOTE(text)", "The text of a JSON string; other text stays.", "JSON_UNQUOTE('\"tea\"')", call =>
            call.TextResult(call.Nullable(SqlType.String), [call.Text(0)], Unquote)),
    ];

    static bool Unquote(Column[] columns, int row, TextOutput output)
    {
        var text = columns[0].Text(row);
        using var document = text is [(byte)'"', .., (byte)'"'] ? JsonReading.Parse(text) : null;
        if (document is null) output.Write(text);
        else output.Write(new JsonItem(document.RootElement).Scalar);
        return true;
    }

    static void CheckPath(FunctionCall call)
    {
        if (call.ConstantText(1) is { } text && JsonPath.Parse(text).Error is { } error)
            call.Warn(1, $"'{text}' is no JSON path: {error}; so it finds nothing");
    }

    /// <summary>Finds a value in the JSON of a row and hands it over while the document lives.</summary>
    static T Find<T>(LastValueCache<JsonPath> paths, Column[] columns, int row, Func<JsonPath, JsonFinding, T> take)
    {
        var path = paths.Get(columns[1].Text(row));
        using var document = JsonReading.Parse(columns[0].Text(row));
        return take(path, path.In(document));
    }

    static Expression Exists(FunctionCall call)
    {
        CheckPath(call);
        var onError = JsonClauses.Behavior(call, "ERROR", new("FALSE")).Kind;
        return new FixedFunction<bool>(JsonClauses.Name(call), onError == "UNKNOWN" ? SqlType.Boolean : call.Nullable(SqlType.Boolean),
            call.Texts(),
            () =>
        {
            var paths = new LastValueCache<JsonPath>(JsonPath.Parse);
            return (Column[] columns, int row, out bool result) =>
            {
                var found = Find<bool?>(paths, columns, row, (_, finding) => finding.IsError ? null : !finding.IsNull);
                result = found ?? onError == "TRUE";
                if (found is null && onError == "ERROR") throw new EvaluationException("JSON_EXISTS: the path finds nothing");
                return found is not null || onError != "UNKNOWN";
            };
        });
    }

    static Expression Value(FunctionCall call)
    {
        CheckPath(call);
        var type = JsonClauses.Returning(call).WithNullable(true);
        if (!type.IsText && type.Kind is not (TypeKind.Boolean or TypeKind.Int or TypeKind.Double))
            throw call.Wrong($"RETURNING {type}: STRING, INT, DOUBLE and BOOLEAN are possible");
        var onEmpty = JsonClauses.Behavior(call, "EMPTY", JsonBehaviour.Null, type);
        var onError = JsonClauses.Behavior(call, "ERROR", JsonBehaviour.Null, type);
        return new JsonValue(JsonClauses.Name(call), type, call.Text(0), call.Text(1), onEmpty, onError);
    }

    static Expression Query(FunctionCall call)
    {
        CheckPath(call);
        var type = JsonClauses.Returning(call).WithNullable(true);
        if (!type.IsText && type is not { Kind: TypeKind.Array, Element.IsText: true })
            throw call.Wrong($"RETURNING {type}: STRING and ARRAY<STRING> are possible");
        var wrapper = JsonClauses.Wrapper(call);
        var (onEmpty, onError) = (JsonClauses.Behavior(call, "EMPTY", JsonBehaviour.Null).Kind,
            JsonClauses.Behavior(call, "ERROR", JsonBehaviour.Null).Kind);
        var text = new TextFunction(JsonClauses.Name(call), SqlType.String, call.Texts(), () =>
        {
            var paths = new LastValueCache<JsonPath>(JsonPath.Parse);
            return (columns, row, output) =>
                Find(paths, columns, row, (path, finding) => WriteFound(finding, path, wrapper, onEmpty, onError, output));
        });
        return type.IsText ? call.Binder.Cast(text, type) : new CollectionFunction("JSON_ELEMENTS", type, [text], () => AppendElements);
    }

    static bool WriteFound(JsonFinding finding, JsonPath path, string wrapper, string onEmpty, string onError, TextOutput output)
    {
        if (finding.IsError) return Otherwise(onError, $"ERROR{path.Explanation}", output);
        if (finding.IsNull) return Otherwise(onEmpty, "EMPTY", output);
        var value = finding.Value;
        var wraps = wrapper is "WITH WRAPPER" or "WITH UNCONDITIONAL WRAPPER"
            || (wrapper == "WITH CONDITIONAL WRAPPER" && value.Kind != JsonValueKind.Array);
        if (!wraps && value.IsScalar) return path.IsLax ? Otherwise(onEmpty, "EMPTY", output) : Otherwise(onError, "ERROR", output);
        JsonPrinter.Write(wraps ? JsonItem.Array([value]) : value, output);
        return true;
    }

    static bool Otherwise(string behavior, string on, TextOutput output)
    {
        switch (behavior)
        {
            case "EMPTY ARRAY": output.Write("[]"u8); return true;
            case "EMPTY OBJECT": output.Write("{}"u8); return true;
            case "ERROR": throw new EvaluationException($"JSON_QUERY: the path finds no object or array (ERROR ON {on})");
            default: return false;
        }
    }

    /// <summary>The elements of a JSON array as text: strings without quotes, the rest as JSON.</summary>
    static bool AppendElements(Column[] columns, int row, Column result)
    {
        using var document = JsonReading.Parse(columns[0].Text(row));
        if (document is null || document.RootElement.ValueKind != JsonValueKind.Array) return false;
        var (elements, output) = ((StringColumn)((ArrayColumn)result).Elements, new TextOutput());
        foreach (var element in document.RootElement.EnumerateArray())
        {
            output.Column.Reset(0);
            if (element.ValueKind == JsonValueKind.Null) elements.AppendNull();
            else if (element.ValueKind == JsonValueKind.String) elements.Append(Encoding.UTF8.GetBytes(new JsonItem(element).Scalar));
            else
            {
                JsonPrinter.Write(new JsonItem(element), output);
                elements.Append(output.Written);
            }
        }
        return true;
    }
}
