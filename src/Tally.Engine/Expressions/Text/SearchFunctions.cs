using Tally.Engine.Columns;
using Tally.Engine.Expressions.Functions;
using Tally.Engine.Expressions.Kernels;

namespace Tally.Engine.Expressions.Text;

/// <summary>POSITION, LOCATE, INSTR, REPLACE, STARTSWITH, ENDSWITH, TRANSLATE.</summary>
static class SearchFunctions
{
    public static IEnumerable<FunctionDefinition> All =>
    [
        new("POSITION", 2, 3, "POSITION(searched IN text)", "Where a text first occurs, counted from 1; 0 when it does not.",
            "POSITION('tea' IN 'green tea')", Locate),
        new("LOCATE", 2, 3, "LOCATE(searched, text [, start])",
            "Where a text first occurs from a position on, counted from 1; 0 when it does not.",
            "LOCATE('e', 'green tea', 5)", Locate),
        new("INSTR", 2, 4, "INSTR(text, searched [, start [, occurrence]])",
            "Where the n-th occurrence of a text starts, counted from 1; 0 when there is none.", "INSTR('green tea', 'tea')", Instr),
        new("REPLACE", 3, 3, "REPLACE(text, old, new)", "The text with every occurrence replaced.", "REPLACE('green tea', 'e', 'E')",
            call => call.TextResult(call.Nullable(SqlType.String), call.Texts(), Replace)),
        new("STARTSWITH", 2, 2, "STARTSWITH(text, start)", "Whether the text starts so.", "STARTSWITH('green tea', 'green')", call =>
            Test(call, starts: true)),
        new("ENDSWITH", 2, 2, "ENDSWITH(text, end)", "Whether the text ends so.", "ENDSWITH('green tea', 'tea')",
            call => Test(call, starts: false)),
        new("TRANSLATE3", 3, 3, "TRANSLATE3(text, from, to)",
            "Each character of the second text replaced by the one at its place in the third, or removed.", "TRANSLATE3('tea', 'ta', 'TA')",
            Translate),
        new("TRANSLATE", 3, 3, "TRANSLATE(text, from, to)", "The same as TRANSLATE3.", "TRANSLATE('tea', 'ta', 'TA')", Translate),
    ];

    static Expression Locate(FunctionCall call)
    {
        Expression[] arguments = call.Count == 3 ? [call.Text(0), call.Text(1), call.Int(2)] : [call.Text(0), call.Text(1)];
        return call.FixedResult(call.Nullable(SqlType.Int), arguments, (Column[] columns, int row, out int result) =>
        {
            var start = columns.Length == 3 ? columns[2].Int(row) : 1;
            result = columns[0].Text(row).IsEmpty ? 1 : Find(columns[1].Text(row), columns[0].Text(row), start, 1);
            return true;
        });
    }

    static Expression Instr(FunctionCall call)
    {
        Expression[] arguments = [call.Text(0), call.Text(1), .. Enumerable.Range(2, call.Count - 2).Select(call.Int)];
        return call.FixedResult(call.Nullable(SqlType.Int), arguments, (Column[] columns, int row, out int result) =>
        {
            var start = columns.Length > 2 ? columns[2].Int(row) : 1;
            var occurrence = columns.Length > 3 ? columns[3].Int(row) : 1;
            result = occurrence <= 0 || start == 0 ? 0
                : start > 0 ? Find(columns[0].Text(row), columns[1].Text(row), start, occurrence)
                : FindBack(columns[0].Text(row), columns[1].Text(row), -start, occurrence);
            return true;
        });
    }

    /// <summary>The 1-based character where the n-th occurrence at or behind a 1-based start begins, or 0.</summary>
    static int Find(ReadOnlySpan<byte> text, ReadOnlySpan<byte> searched, int start, int occurrence)
    {
        if (start > 1 && start - 1 > Utf8.Count(text)) return 0;
        var at = Utf8.Index(text, start - 1);
        for (; occurrence > 0; occurrence--)
        {
            var found = text[at..].IndexOf(searched);
            if (found < 0) return 0;
            at += found;
            if (occurrence > 1) at += at < text.Length ? Utf8.Length(text[at]) : 1;
            if (at > text.Length) return 0;
        }
        return Utf8.Character(text, at) + 1;
    }

    /// <summary>The same backwards: occurrences that begin at or before a character counted from the end.</summary>
    static int FindBack(ReadOnlySpan<byte> text, ReadOnlySpan<byte> searched, int fromEnd, int occurrence)
    {
        var last = Utf8.Count(text) - fromEnd;
        if (last < 0) return 0;
        var end = Math.Min(text.Length, Utf8.Index(text, last) + searched.Length);
        for (; ; occurrence--)
        {
            var found = text[..end].LastIndexOf(searched);
            if (found < 0) return 0;
            if (occurrence == 1) return Utf8.Character(text, found) + 1;
            end = found + searched.Length - 1;
            if (end < 0) return 0;
        }
    }

    static bool Replace(Column[] columns, int row, TextOutput output)
    {
        var text = columns[0].Text(row);
        var old = columns[1].Text(row);
        if (old.IsEmpty) return ReplaceNothing(text, columns[2].Text(row), output);
        for (var found = text.IndexOf(old); found >= 0; found = text.IndexOf(old))
        {
            output.Write(text[..found]);
            output.Write(columns[2].Text(row));
            text = text[(found + old.Length)..];
        }
        output.Write(text);
        return true;
    }

    // The empty text occurs before every character and at the end.
    static bool ReplaceNothing(ReadOnlySpan<byte> text, ReadOnlySpan<byte> by, TextOutput output)
    {
        output.Write(by);
        for (var i = 0; i < text.Length;)
        {
            var length = Math.Min(Utf8.Length(text[i]), text.Length - i);
            output.Write(text.Slice(i, length));
            output.Write(by);
            i += length;
        }
        return true;
    }

    static Expression Translate(FunctionCall call) =>
        call.TextResult(TypeRules.NullableIfAny(SqlType.String, [call.Text(0)]), call.Texts(), Translate, takesNulls: true);

    static bool Translate(Column[] columns, int row, TextOutput output)
    {
        if (columns[0].IsNull(row)) return false;
        var text = columns[0].Text(row);
        var from = columns[1].IsNull(row) ? [] : columns[1].Text(row);
        var to = columns[2].IsNull(row) ? [] : columns[2].Text(row);
        for (var i = 0; i < text.Length;)
        {
            var character = text.Slice(i, Math.Min(Utf8.Length(text[i]), text.Length - i));
            var found = from.IndexOf(character);
            if (found < 0) output.Write(character);
            else if (Utf8.Index(to, Utf8.Character(from, found)) is var at && at < to.Length)
                output.Write(to.Slice(at, Utf8.Length(to[at])));
            i += character.Length;
        }
        return true;
    }

    static Expression Test(FunctionCall call, bool starts)
    {
        var isBinary = call.Arguments[0].Type.IsBinary && call.Arguments[1].Type.IsBinary;
        var arguments = isBinary ? call.Arguments : call.Texts();
        return call.FixedResult(call.Nullable(SqlType.Boolean), arguments, (Column[] columns, int row, out bool result) =>
        {
            var text = columns[0].Text(row);
            var part = columns[1].Text(row);
            result = starts ? text.StartsWith(part) : text.EndsWith(part);
            return true;
        });
    }
}
