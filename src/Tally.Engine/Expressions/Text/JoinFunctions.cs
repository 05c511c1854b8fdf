using Tally.Engine.Columns;
using Tally.Engine.Expressions.Functions;
using Tally.Engine.Expressions.Kernels;

namespace Tally.Engine.Expressions.Text;

/// <summary>CONCAT, CONCAT_WS, LPAD, RPAD, ELT.</summary>
static class JoinFunctions
{
    public static IEnumerable<FunctionDefinition> All =>
    [
        new("CONCAT", 1, int.MaxValue, "CONCAT(text, …)", "The texts joined; NULL when one of them is.", "CONCAT('green', ' ', 'tea')",
            call => call.TextResult(call.Nullable(SqlType.String), call.Texts(), Concat)),
        new("CONCAT_WS", 1, int.MaxValue, "CONCAT_WS(separator, text, …)", "The texts that are not NULL joined by a separator.",
            "CONCAT_WS('-', 'a', 'b')",
            call => call.TextResult(call.Nullable(SqlType.String), call.Texts(), ConcatWithSeparator, takesNulls: true)),
        new("LPAD", 3, 3, "LPAD(text, length, pad)", "The text brought to a length on the left side.", "LPAD('7', 3, '0')", call =>
            Pad(call, left: true)),
        new("RPAD", 3, 3, "RPAD(text, length, pad)", "The text brought to a length on the right side.", "RPAD('7', 3, '.')", call =>
            Pad(call, left: false)),
        new("ELT", 2, int.MaxValue, "ELT(index, text, …)", "The text at an index, counted from 1; NULL when there is none.",
            "ELT(2, 'a', 'b')",
            call => call.TextResult(SqlType.String, [call.Int(0), .. call.Texts(1)], Elt, takesNulls: true)),
    ];

    static bool Concat(Column[] columns, int row, TextOutput output)
    {
        foreach (var column in columns) output.Write(column.Text(row));
        return true;
    }

    static bool ConcatWithSeparator(Column[] columns, int row, TextOutput output)
    {
        if (columns[0].IsNull(row)) return false;
        var separate = false;
        for (var i = 1; i < columns.Length; i++)
        {
            if (columns[i].IsNull(row)) continue;
            if (separate) output.Write(columns[0].Text(row));
            output.Write(columns[i].Text(row));
            separate = true;
        }
        return true;
    }

    static bool Elt(Column[] columns, int row, TextOutput output)
    {
        if (columns[0].IsNull(row)) return false;
        var index = columns[0].Int(row);
        if (index < 1 || index >= columns.Length || columns[index].IsNull(row)) return false;
        output.Write(columns[index].Text(row));
        return true;
    }

    static Expression Pad(FunctionCall call, bool left) =>
        call.TextResult(call.Nullable(SqlType.String), [call.Text(0), call.Int(1), call.Text(2)], (columns, row, output) =>
    {
        var text = columns[0].Text(row);
        var length = columns[1].Int(row);
        var pad = columns[2].Text(row);
        if (length < 0 || pad.IsEmpty) return false;
        TextLimits.Check(length);
        var (bytes, characters) = Utf8.Prefix(text, length);
        if (!left) output.Write(text[..bytes]);
        for (var missing = length - characters; missing > 0;)
        {
            var (padBytes, padCharacters) = Utf8.Prefix(pad, missing);
            output.Write(pad[..padBytes]);
            missing -= padCharacters;
        }
        if (left) output.Write(text[..bytes]);
        return true;
    });
}
