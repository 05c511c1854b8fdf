using System.Text;
using Tally.Engine.Columns;
using Tally.Engine.Expressions.Functions;
using Tally.Engine.Expressions.Kernels;

namespace Tally.Engine.Expressions.Text;

/// <summary>CHAR_LENGTH, ASCII, CHR, REVERSE, REPEAT, LEFT, RIGHT.</summary>
static class LengthFunctions
{
    public static IEnumerable<FunctionDefinition> All =>
    [
        .. new[] { "CHAR_LENGTH", "CHARACTER_LENGTH" }.Select(name =>
            new FunctionDefinition(name, 1, 1, $"{name}(text)", "The number of characters.", $"{name}('茶杯')",
                call => Number(call, Utf8.Count))),
        new("ASCII", 1, 1, "ASCII(text)", "The code of the first character, 0 for an empty text.", "ASCII('A')", call =>
            Number(call, text => text.Length == 0 ? 0 : (sbyte)text[0])),
        new("CHR", 1, 1, "CHR(code)", "The character of a code, modulo 256.", "CHR(97)",
            call => call.TextResult(SqlType.String, [call.Long(0)], Character)),
        new("REVERSE", 1, 1, "REVERSE(text)", "The characters from last to first.", "REVERSE('tea')", call =>
            call.TextResult(SqlType.String, [call.Text(0)], Reverse)),
        new("REPEAT", 2, 2, "REPEAT(text, times)", "The text several times.", "REPEAT('ab', 3)",
            call => call.TextResult(call.Nullable(SqlType.String), [call.Text(0), call.Int(1)], Repeat)),
        new("LEFT", 2, 2, "LEFT(text, count)", "The first characters.", "LEFT('green tea', 5)",
            call => call.TextResult(Varying(call.Text(0).Type), [call.Text(0), call.Int(1)], Left)),
        new("RIGHT", 2, 2, "RIGHT(text, count)", "The last characters.", "RIGHT('green tea', 3)",
            call => call.TextResult(Varying(call.Text(0).Type), [call.Text(0), call.Int(1)], Right)),
    ];

    delegate int Measure(ReadOnlySpan<byte> text);

    /// <summary>A text type of the same length that does not pad; it may be NULL.</summary>
    public static SqlType Varying(SqlType type) => SqlType.VarChar(type.Precision);

    static Expression Number(FunctionCall call, Measure measure) =>
        call.FixedResult(call.Nullable(SqlType.Int), [call.Text(0)], (Column[] columns, int row, out int result) =>
    {
        result = measure(columns[0].Text(row));
        return true;
    });

    static bool Character(Column[] columns, int row, TextOutput output)
    {
        var code = columns[0].Long(row);
        if (code >= 0) output.Write(new Rune((char)(code & 0xFF)));
        return true;
    }

    static bool Reverse(Column[] columns, int row, TextOutput output)
    {
        var text = columns[0].Text(row);
        var target = output.Column.Reserve(text.Length)[..text.Length];
        for (var i = 0; i < text.Length;)
        {
            var length = Math.Min(Utf8.Length(text[i]), text.Length - i);
            text.Slice(i, length).CopyTo(target[(text.Length - i - length)..]);
            i += length;
        }
        output.Advance(text.Length);
        return true;
    }

    static bool Repeat(Column[] columns, int row, TextOutput output)
    {
        var text = columns[0].Text(row);
        TextLimits.Check((long)text.Length * columns[1].Int(row));
        if (text.IsEmpty) return true;
        for (var i = columns[1].Int(row); i > 0; i--) output.Write(text);
        return true;
    }

    static bool Left(Column[] columns, int row, TextOutput output)
    {
        var text = columns[0].Text(row);
        output.Write(text[..Utf8.Index(text, columns[1].Int(row))]);
        return true;
    }

    static bool Right(Column[] columns, int row, TextOutput output)
    {
        var text = columns[0].Text(row);
        var count = columns[1].Int(row);
        if (count > 0) output.Write(text[Utf8.Index(text, Math.Max(0, Utf8.Count(text) - count))..]);
        return true;
    }
}
