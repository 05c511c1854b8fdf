using System.Text;
using Tally.Engine.Columns;
using Tally.Engine.Expressions.Functions;
using Tally.Engine.Expressions.Kernels;

namespace Tally.Engine.Expressions.Text;

/// <summary>UPPER, LOWER, INITCAP.</summary>
static class CaseFunctions
{
    public static IEnumerable<FunctionDefinition> All =>
    [
        new("UPPER", 1, 1, "UPPER(text)", "The text in capitals.", "UPPER('tea')", call => Mapped(call, upper: true)),
        new("LOWER", 1, 1, "LOWER(text)", "The text in small letters.", "LOWER('TEA')", call => Mapped(call, upper: false)),
        new("INITCAP", 1, 1, "INITCAP(text)", "The first letter of every word in capitals, the others small.", "INITCAP('green tea')",
            call => call.TextResult(call.Nullable(call.Text(0).Type), [call.Text(0)], Capitalize)),
    ];

    static Expression Mapped(FunctionCall call, bool upper) =>
        call.TextResult(call.Nullable(call.Text(0).Type), [call.Text(0)], (columns, row, output) =>
    {
        var text = columns[0].Text(row);
        if (!Ascii.IsValid(text) && upper) CaseMapping.Upper(text, output);
        else if (!Ascii.IsValid(text)) CaseMapping.Lower(text, output);
        else MapAscii(text, upper, output);
        return true;
    });

    static void MapAscii(ReadOnlySpan<byte> text, bool upper, TextOutput output)
    {
        var target = output.Column.Reserve(text.Length);
        if (upper) Ascii.ToUpper(text, target, out _);
        else Ascii.ToLower(text, target, out _);
        output.Advance(text.Length);
    }

    /// <summary>A word is a run of ASCII letters and digits, as in Flink; what lies beyond ASCII separates words.</summary>
    static bool Capitalize(Column[] columns, int row, TextOutput output)
    {
        var text = columns[0].Text(row);
        var inWord = false;
        foreach (var unit in text)
        {
            var isWord = char.IsAsciiLetterOrDigit((char)unit);
            output.Write(!isWord ? unit : (byte)(inWord ? char.ToLowerInvariant((char)unit) : char.ToUpperInvariant((char)unit)));
            inWord = isWord;
        }
        return true;
    }
}
