using System.Text;
using Tally.Engine.Columns;
using Tally.Engine.Expressions.Functions;
using Tally.Engine.Expressions.Kernels;
using Tally.Engine.Sql;

namespace Tally.Engine.Expressions.Json;

/// <summary>JSON_OBJECT, JSON_ARRAY, JSON_STRING. A constructor inside another one is nested, not quoted.</summary>
static class JsonConstructors
{
    public static IEnumerable<FunctionDefinition> All =>
    [
        new("JSON_OBJECT", 0, int.MaxValue, "JSON_OBJECT([[KEY] key VALUE value, …] [NULL | ABSENT ON NULL])",
            "A JSON object, its keys in order.",
            "JSON_OBJECT('b' VALUE 1, 'a' VALUE 'x')", Object),
        new("JSON_ARRAY", 0, int.MaxValue, "JSON_ARRAY([value, …] [NULL | ABSENT ON NULL])",
            "A JSON array; NULLs are left out unless NULL ON NULL.",
            "JSON_ARRAY(1, 'x', TRUE)", Array),
        new("JSON", 1, 1, "JSON(text)", "A text that is JSON, put into JSON_OBJECT or JSON_ARRAY as it is.",
            "JSON_ARRAY(JSON('{\"a\": 1}'))", Embedded),
        new("JSON_STRING", 1, 1, "JSON_STRING(value)", "Any value as JSON text.", "JSON_STRING(ARRAY[1, 2])", call =>
            call.TextResult(call.Nullable(SqlType.String), [Typed(call, 0)], () =>
        {
            var type = call.Arguments[0].Type;
            return (columns, row, output) =>
            {
                JsonPrinter.Write(columns[0], row, type, output);
                return true;
            };
        })),
    ];

    static Expression Typed(FunctionCall call, int index) => call.Arguments[index].Type.Kind == TypeKind.Null
        ? Literal.Null(SqlType.String) : call.Arguments[index];

    /// <summary>Whether an argument is JSON already.</summary>
    static bool IsJson(Expression argument) => argument is JsonResult;

    static Expression Embedded(FunctionCall call)
    {
        if (call.Binder.Caller is not ("JSON_OBJECT" or "JSON_ARRAY"))
        {
            throw new SqlException(ErrorCode.Unsupported, call.Span, "JSON stands only inside of JSON_OBJECT and JSON_ARRAY",
                "for example JSON_OBJECT('a' VALUE JSON('{\"key\": 1}'))");
        }
        return new JsonResult(call.TextResult(call.Nullable(SqlType.String), [call.Text(0)], (columns, row, output) =>
        {
            using var document = JsonReading.Parse(columns[0].Text(row));
            if (document is null) throw new EvaluationException($"JSON: '{Encoding.UTF8.GetString(columns[0].Text(row))}' is no JSON");
            JsonPrinter.Write(new JsonItem(document.RootElement), output);
            return true;
        }));
    }

    static Expression Object(FunctionCall call)
    {
        if (call.Count % 2 != 0) throw call.Wrong("it takes pairs of key and value");
        var keys = new SortedDictionary<string, Expression>(StringComparer.Ordinal);
        for (var i = 0; i < call.Count; i += 2)
        {
            var key = call.ConstantText(i) ?? throw call.Wrong(i, "a key that is a text literal");
            keys[key] = Typed(call, i + 1);
        }
        var names = keys.Keys.Select(Encoding.UTF8.GetBytes).ToArray();
        return Make(call, [.. keys.Values], keepsNulls: JsonClauses.KeepsNulls(call, true), names);
    }

    static Expression Array(FunctionCall call) =>
        Make(call, [.. Enumerable.Range(0, call.Count).Select(i => Typed(call, i))], JsonClauses.KeepsNulls(call, false), null);

    static Expression Make(FunctionCall call, Expression[] values, bool keepsNulls, byte[][]? names)
    {
        var types = values.Select(value => value.Type).ToArray();
        var nested = values.Select(IsJson).ToArray();
        var name = names is null
            ? JsonClauses.Name(call) : $"{JsonClauses.Name(call)}[{string.Join(", ", names.Select(key => Encoding.UTF8.GetString(key)))}]";
        return new JsonResult(new TextFunction(name, SqlType.String.WithNullable(false), values, () => (columns, row, output) =>
        {
            var separate = false;
            output.Write((byte)(names is null ? '[' : '{'));
            for (var i = 0; i < columns.Length; i++)
            {
                if (!keepsNulls && columns[i].IsNull(row)) continue;
                if (separate) output.Write((byte)',');
                separate = true;
                if (names is not null)
                {
                    JsonPrinter.WriteString(names[i], output);
                    output.Write((byte)':');
                }
                if (nested[i] && !columns[i].IsNull(row)) output.Write(columns[i].Text(row));
                else JsonPrinter.Write(columns[i], row, types[i], output);
            }
            output.Write((byte)(names is null ? ']' : '}'));
            return true;
        }, takesNulls: true));
    }
}

/// <summary>Text that a JSON constructor made: inside another constructor it is taken as it is.</summary>
sealed class JsonResult(Expression text) : Expression(text.Type, text)
{
    public override Column Evaluate(Batch batch) => text.Evaluate(batch);

    public override Expression WithChildren(Expression[] children) => new JsonResult(children[0]) { Span = Span };

    public override string ToString() => $"{text}";
}
