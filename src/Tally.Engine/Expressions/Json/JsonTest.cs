using System.Text.Json;
using Tally.Engine.Columns;
using Tally.Engine.Expressions.Kernels;
using Tally.Engine.Sql;

namespace Tally.Engine.Expressions.Json;

/// <summary>IS [NOT] JSON [VALUE | OBJECT | ARRAY | SCALAR]: NULL is no JSON; never NULL itself.</summary>
static class JsonTest
{
    public static Expression Create(Expression operand, string what, bool negated, TextSpan span)
    {
        if (!operand.Type.IsText)
            throw new SqlException(ErrorCode.BadArgument, operand.Span, $"IS {what} takes text, found {operand.Type.WithNullable(true)}");
        var name = negated ? $"IS NOT {what}" : $"IS {what}";
        return new FixedFunction<bool>(name, SqlType.Boolean.WithNullable(false), [operand],
            () => (Column[] columns, int row, out bool result) =>
        {
            result = (!columns[0].IsNull(row) && Holds(columns[0].Text(row), what)) != negated;
            return true;
        }, takesNulls: true) { Span = span };
    }

    static bool Holds(ReadOnlySpan<byte> text, string what)
    {
        using var document = JsonReading.Parse(text);
        if (document is null) return false;
        return what switch
        {
            "JSON OBJECT" => document.RootElement.ValueKind == JsonValueKind.Object,
            "JSON ARRAY" => document.RootElement.ValueKind == JsonValueKind.Array,
            "JSON SCALAR" => JsonReading.IsScalar(document.RootElement),
            _ => true,
        };
    }
}
