using Tally.Engine.Columns;
using Tally.Engine.Expressions.Functions;
using Tally.Engine.Expressions.Kernels;

namespace Tally.Engine.Expressions.Text;

/// <summary>TRIM, LTRIM, RTRIM, BTRIM: remove any of a set of characters from the ends.</summary>
static class TrimFunctions
{
    public static IEnumerable<FunctionDefinition> All =>
    [
        new("TRIM", 3, 3, "TRIM([BOTH | LEADING | TRAILING] [characters] FROM text)",
            "The text without spaces (or the given characters) at its ends.", "TRIM(BOTH 'x' FROM 'xxboxx')",
            call => Create(call, call.Text(2), call.Text(1), call.Symbol(0) != "TRAILING", call.Symbol(0) != "LEADING")),
        Function("LTRIM", "start", true, false),
        Function("RTRIM", "end", false, true),
        Function("BTRIM", "ends", true, true),
    ];

    static FunctionDefinition Function(string name, string where, bool left, bool right) =>
        new(name, 1, 2, $"{name}(text [, characters])", $"The text without spaces (or the given characters) at its {where}.",
            $"{name}('  tea  ')",
            call => Create(call, call.Text(0), call.Count == 2 ? call.Text(1) : Literal.Of(" "), left, right));

    static Expression Create(FunctionCall call, Expression text, Expression characters, bool left, bool right) =>
        new TextFunction(left && right ? "TRIM" : left ? "TRIM[LEADING]" : "TRIM[TRAILING]",
            TypeRules.NullableIfAny(LengthFunctions.Varying(text.Type), [text, characters]), [text, characters],
            () => (columns, row, output) =>
        {
            output.Write(Trim(columns[0].Text(row), columns[1].Text(row), left, right));
            return true;
        }) { Span = call.Span };

    static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> text, ReadOnlySpan<byte> characters, bool left, bool right)
    {
        while (left && text.Length > 0
            && Contains(characters, text[..Math.Min(text.Length, Utf8.Length(text[0]))]) is var length and > 0) text = text[length..];
        while (right && text.Length > 0 && Contains(characters, text[LastStart(text)..]) is var length and > 0) text = text[..^length];
        return text;
    }

    static int LastStart(ReadOnlySpan<byte> text)
    {
        var start = text.Length - 1;
        while (start > 0 && (text[start] & 0xC0) == 0x80) start--;
        return start;
    }

    /// <summary>The length of the character when it is one of the set, else 0.</summary>
    static int Contains(ReadOnlySpan<byte> characters, ReadOnlySpan<byte> character) =>
        characters.IndexOf(character) >= 0 ? character.Length : 0;
}
