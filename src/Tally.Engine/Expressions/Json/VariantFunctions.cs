using System.Globalization;
using System.Text;
using System.Text.Json;
using Tally.Engine.Columns;
using Tally.Engine.Expressions.Casting;
using Tally.Engine.Expressions.Functions;
using Tally.Engine.Expressions.Kernels;

namespace Tally.Engine.Expressions.Json;

/// <summary>PARSE_JSON, TRY_PARSE_JSON, and access to a VARIANT by name and index. A VARIANT lies in a column as JSON of one form, so that
/// equal values have equal bytes.</summary>
static class VariantFunctions
{
    public static IEnumerable<FunctionDefinition> All =>
    [
        new("PARSE_JSON", 1, 2, "PARSE_JSON(text [, allow duplicate keys])", "The VARIANT that a JSON text says.",
            "JSON_STRING(PARSE_JSON('{\"a\": [1, 2]}')['a'][1])",
            call => Parse(call, isTry: false)),
        new("TRY_PARSE_JSON", 1, 2, "TRY_PARSE_JSON(text [, allow duplicate keys])", "The same; NULL for text that is no JSON.",
            "TRY_PARSE_JSON('{a') IS NULL",
            call => Parse(call, isTry: true)),
    ];

    static Expression Parse(FunctionCall call, bool isTry)
    {
        Expression[] arguments = call.Count == 2 ? [call.Text(0), call.Boolean(1)] : [call.Text(0)];
        return call.TextResult(isTry ? SqlType.Variant : call.Nullable(SqlType.Variant), arguments, (columns, row, output) =>
        {
            var takesTwice = columns.Length == 2 && columns[1].Bool(row);
            using var document = JsonReading.Parse(columns[0].Text(row));
            if (document is not null && TryWrite(new(document.RootElement), document.RootElement, takesTwice, output)) return true;
            return isTry ? false : throw new EvaluationException(
                $"{call.Name}: '{Encoding.UTF8.GetString(columns[0].Text(row))}' is {(document is null ? "no JSON" : "JSON with a name "
                    + "that comes twice")}; TRY_PARSE_JSON gives NULL");
        });
    }

    /// <summary>Writes a value in its one form; false for a name that comes twice.</summary>
    static bool TryWrite(JsonItem value, JsonElement element, bool takesTwice, TextOutput output)
    {
        switch (value.Kind)
        {
            case JsonValueKind.Object: return TryWriteObject(value, element, takesTwice, output);
            case JsonValueKind.Array:
                output.Write((byte)'[');
                for (var i = 0; i < element.GetArrayLength(); i++)
                {
                    if (i > 0) output.Write((byte)',');
                    if (!TryWrite(new(element[i]), element[i], takesTwice, output)) return false;
                }
                output.Write((byte)']');
                return true;
            case JsonValueKind.String:
                JsonPrinter.WriteString(Encoding.UTF8.GetBytes(value.Scalar), output);
                return true;
            case JsonValueKind.Number:
                output.Write(Number(element.GetRawText()));
                return true;
            default:
                output.Write(value.Scalar);
                return true;
        }
    }

    static bool TryWriteObject(JsonItem value, JsonElement element, bool takesTwice, TextOutput output)
    {
        var members = value.Members;
        if (!takesTwice && members.Count < element.EnumerateObject().Count()) return false;
        var separator = (byte)'{';
        foreach (var (name, _) in members.OrderBy(member => member.Name, StringComparer.Ordinal))
        {
            output.Write(separator);
            JsonPrinter.WriteString(Encoding.UTF8.GetBytes(JsonItem.Shown(name)), output);
            output.Write((byte)':');
            var member = element.GetProperty(name);
            if (!TryWrite(new(member), member, takesTwice, output)) return false;
            separator = (byte)',';
        }
        if (separator == '{') output.Write(separator);
        output.Write((byte)'}');
        return true;
    }

    /// <summary>A whole number or DECIMAL without zeros at its end; a DOUBLE where there is an exponent, or more digits than a DECIMAL
    /// has.</summary>
    static string Number(string raw)
    {
        if (raw.AsSpan().IndexOfAny('e', 'E') >= 0 || raw.Count(char.IsAsciiDigit) > TypeRules.MaxPrecision)
            return JsonPrinter.Double(double.Parse(raw, CultureInfo.InvariantCulture));
        var text = raw.Contains('.') ? raw.TrimEnd('0').TrimEnd('.') : raw;
        return text.Trim('-', '0', '.').Length == 0 ? "0" : text;
    }

    /// <summary>variant[name] of an object, variant[index from 1] of an array; NULL where there is none of it.</summary>
    public static Expression Item(Expression variant, Expression key, ExpressionBinder binder)
    {
        var byName = key.Type.IsText;
        var index = byName ? key : binder.Cast(key, SqlType.Int);
        return new TextFunction("ITEM", SqlType.Variant, [variant, index], () => (columns, row, output) =>
        {
            using var document = JsonDocument.Parse(Encoding.UTF8.GetString(columns[0].Text(row)));
            var root = document.RootElement;
            if (root.ValueKind != (byName ? JsonValueKind.Object : JsonValueKind.Array))
                throw new EvaluationException(byName
                    ? "a name is of a VARIANT that is an object"
                    : "an index is of a VARIANT that is an array");
            JsonElement found;
            if (byName)
            {
                if (!root.TryGetProperty(Encoding.UTF8.GetString(columns[1].Text(row)), out found)) return false;
            }
            else
            {
                var at = columns[1].Int(row) - 1;
                if (at < 0 || at >= root.GetArrayLength()) return false;
                found = root[at];
            }
            output.Write(found.GetRawText());
            return true;
        });
    }
}
