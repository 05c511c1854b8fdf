using Tally.Engine.Columns;
using Tally.Engine.Expressions.Functions;
using Tally.Engine.Expressions.Kernels;

namespace Tally.Engine.Expressions.Text;

/// <summary>SUBSTRING, OVERLAY, SPLIT_INDEX.</summary>
static class SubstringFunctions
{
    public static IEnumerable<FunctionDefinition> All =>
    [
        .. new[] { "SUBSTRING", "SUBSTR" }.Select(name =>
            new FunctionDefinition(name, 2, 3, $"{name}(text, start [, length])",
                "Characters from a position (from 1; negative: from the end).",
                $"{name}('green tea', 7)", Substring)),
        new("OVERLAY", 3, 4, "OVERLAY(text PLACING new FROM start [FOR length])", "The text with a part replaced.",
            "OVERLAY('green tea' PLACING 'black' FROM 1 FOR 5)", OverlayCall),
        new("SPLIT_INDEX", 3, 3, "SPLIT_INDEX(text, separator, index)",
            "A part between separators, counted from 0; NULL when there is none.",
            "SPLIT_INDEX('a,b,c', ',', 1)", SplitIndex),
    ];

    static Expression Substring(FunctionCall call)
    {
        Expression[] arguments = call.Count == 3 ? [call.Text(0), call.Int(1), call.Int(2)] : [call.Text(0), call.Int(1)];
        return call.TextResult(LengthFunctions.Varying(call.Text(0).Type), arguments, (columns, row, output) =>
        {
            var length = columns.Length == 3 ? columns[2].Int(row) : int.MaxValue;
            if (length < 0) return false;
            output.Write(Slice(columns[0].Text(row), columns[1].Int(row), length));
            return true;
        });
    }

    /// <summary>The characters from a 1-based position; 0 is 1; a negative one counts from the end and must lie inside.</summary>
    static ReadOnlySpan<byte> Slice(ReadOnlySpan<byte> text, int start, int length)
    {
        var from = start > 0 ? start - 1 : start == 0 ? 0 : Utf8.Count(text) + start;
        if (from < 0) return default;
        text = text[Utf8.Index(text, from)..];
        return text[..Utf8.Index(text, length)];
    }

    static Expression OverlayCall(FunctionCall call)
    {
        Expression[] arguments = [call.Text(0), call.Text(1), .. Enumerable.Range(2, call.Count - 2).Select(call.Int)];
        return call.TextResult(call.Nullable(SqlType.String), arguments, Overlay);
    }

    static bool Overlay(Column[] columns, int row, TextOutput output)
    {
        var text = columns[0].Text(row).ToArray().AsSpan();
        var replacement = columns[1].Text(row);
        var start = columns[2].Int(row);
        var count = Utf8.Count(text);
        if (start <= 0 || start > count)
        {
            output.Write(text);
            return true;
        }
        var length = columns.Length == 4 ? columns[3].Int(row) : Utf8.Count(replacement);
        output.Write(text[..Utf8.Index(text, start - 1)]);
        output.Write(replacement);
        if (length >= 0 && start - 1L + length < count) output.Write(text[Utf8.Index(text, start - 1 + length)..]);
        return true;
    }

    static Expression SplitIndex(FunctionCall call)
    {
        var byCode = call.Arguments[1].Type.IsInteger;
        Expression[] arguments = [call.Text(0), byCode ? call.Int(1) : call.Text(1), call.Int(2)];
        return call.TextResult(SqlType.String, arguments, (columns, row, output) =>
        {
            Span<byte> character = stackalloc byte[4];
            if (columns[1] is Column<int> number && number[row] is < 1 or > 255) return false;
            var separator = columns[1] is Column<int> code
                ? character[..new System.Text.Rune((char)code[row]).EncodeToUtf8(character)] : columns[1].Text(row);
            return Part(columns[0].Text(row), separator, columns[2].Int(row), output);
        });
    }

    /// <summary>Where the next separator is; an empty one stands for white space.</summary>
    static int Next(ReadOnlySpan<byte> text, ReadOnlySpan<byte> separator) => separator.IsEmpty
        ? text.IndexOfAny(" \t\n\r\f"u8) : text.IndexOf(separator);

    static bool Part(ReadOnlySpan<byte> text, ReadOnlySpan<byte> separator, int index, TextOutput output)
    {
        if (index < 0 || text.IsEmpty) return false;
        for (; index > 0; index--)
        {
            var next = Next(text, separator);
            if (next < 0) return false;
            text = text[(next + Math.Max(1, separator.Length))..];
        }
        output.Write(Next(text, separator) is var end and >= 0 ? text[..end] : text);
        return true;
    }
}
