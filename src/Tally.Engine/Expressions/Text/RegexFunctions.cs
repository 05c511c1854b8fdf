using System.Text;
using Tally.Engine.Columns;
using Tally.Engine.Expressions.Functions;
using Tally.Engine.Expressions.Kernels;
using Tally.Engine.Expressions.RegularExpressions;

namespace Tally.Engine.Expressions.Text;

/// <summary>The functions with regular expressions. A pattern that Java refuses gives NULL (REGEXP: FALSE), as in Flink.</summary>
static class RegexFunctions
{
    public static IEnumerable<FunctionDefinition> All =>
    [
        new("REGEXP", 2, 2, "REGEXP(text, pattern)", "Whether the pattern matches anywhere.", "REGEXP('green tea', '^g')", Test),
        new("REGEXP_EXTRACT", 2, 3, "REGEXP_EXTRACT(text, pattern [, group])", "The first match, or a group of it.",
            "REGEXP_EXTRACT('id=42', 'id=([0-9]+)', 1)", call => Text(call, (regex, columns, row, output) =>
        {
            var group = columns.Length == 3 ? columns[2].Int(row) : 0;
            return group >= 0 && group <= regex.Groups && TryWrite(regex, columns[0].Text(row), group, output);
        })),
        new("REGEXP_SUBSTR", 2, 2, "REGEXP_SUBSTR(text, pattern)", "The first match.", "REGEXP_SUBSTR('red-17', '[0-9]+')", call =>
            Text(call, (regex, columns, row, output) => TryWrite(regex, columns[0].Text(row), 0, output))),
        new("REGEXP_REPLACE", 3, 3, "REGEXP_REPLACE(text, pattern, new)",
            "The text with every match replaced; $ has no meaning in the new text.",
            "REGEXP_REPLACE('red-17', '[0-9]', '#')", Replace),
        new("REGEXP_COUNT", 2, 2, "REGEXP_COUNT(text, pattern)", "The number of matches.", "REGEXP_COUNT('green tea', 'e')", call =>
            Number(call, Count)),
        new("REGEXP_INSTR", 2, 2, "REGEXP_INSTR(text, pattern)",
            "Where the first match starts, counted from 1 in UTF-16 units; 0 when there is none.", "REGEXP_INSTR('red-17', '[0-9]')",
            call =>
            Number(call, (regex, text) => regex.IsMatch(text) ? Encoding.UTF8.GetCharCount(text[..regex.Whole.Start]) + 1 : 0)),
        new("REGEXP_EXTRACT_ALL", 2, 3, "REGEXP_EXTRACT_ALL(text, pattern [, group])", "A group (1 by default) of every match.",
            "REGEXP_EXTRACT_ALL('a=1,b=2', '([a-z])=', 1)", ExtractAll),
    ];

    delegate bool RegexText(JavaRegex regex, Column[] columns, int row, TextOutput output);

    delegate int RegexNumber(JavaRegex regex, ReadOnlySpan<byte> text);

    static LastValueCache<JavaRegex?> Patterns() => new(JavaRegex.TryCompile);

    /// <summary>Text, pattern and perhaps a group; a constant pattern is judged now.</summary>
    static Expression[] Arguments(FunctionCall call)
    {
        CheckPattern(call);
        return call.Count == 3 ? [call.Text(0), call.Text(1), call.Int(2)] : call.Texts();
    }

    static void CheckPattern(FunctionCall call)
    {
        if (call.ConstantText(1) is not { } pattern) return;
        try
        {
            JavaRegex.Compile(pattern);
        }
        catch (RegexSyntaxException error) when (error.IsUnsupported)
        {
            throw call.Wrong($"the regular expression '{pattern}': {error.Message}",
                "all else is written as in Java (java.util.regex.Pattern)");
        }
        catch (RegexSyntaxException error)
        {
            call.Warn(1,
                $"the regular expression '{pattern}' cannot be read at character {error.Index + 1}: {error.Message}; so it matches "
                    + "nothing");
        }
    }

    static Expression Test(FunctionCall call)
    {
        CheckPattern(call);
        return call.FixedResult<bool>(call.Nullable(SqlType.Boolean), call.Texts(), () =>
        {
            var patterns = Patterns();
            return (Column[] columns, int row, out bool result) =>
            {
                var pattern = columns[1].Text(row);
                result = pattern.Length > 0 && patterns.Get(pattern) is { } regex && regex.IsMatch(columns[0].Text(row));
                return true;
            };
        });
    }

    static Expression Text(FunctionCall call, RegexText compute) => call.TextResult(SqlType.String, Arguments(call), () =>
    {
        var patterns = Patterns();
        return (columns, row, output) => patterns.Get(columns[1].Text(row)) is { } regex && compute(regex, columns, row, output);
    });

    static bool TryWrite(JavaRegex regex, ReadOnlySpan<byte> text, int group, TextOutput output)
    {
        if (!regex.IsMatch(text) || regex.Group(group) is not { } range) return false;
        output.Write(text[range]);
        return true;
    }

    static Expression Replace(FunctionCall call)
    {
        CheckPattern(call);
        return call.TextResult(call.Nullable(SqlType.String), call.Texts(), () =>
        {
            var patterns = Patterns();
            return (columns, row, output) =>
            {
                if (patterns.Get(columns[1].Text(row)) is not { } regex) return false;
                Replace(regex, columns[0].Text(row), columns[2].Text(row), output);
                return true;
            };
        });
    }

    static void Replace(JavaRegex regex, ReadOnlySpan<byte> text, ReadOnlySpan<byte> replacement, TextOutput output)
    {
        var copied = 0;
        for (var found = regex.IsMatch(text); found; found = regex.NextMatch(text))
        {
            var (start, end) = regex.Whole;
            output.Write(text[copied..start]);
            output.Write(replacement);
            copied = end;
        }
        output.Write(text[copied..]);
    }

    static Expression Number(FunctionCall call, RegexNumber compute) => call.FixedResult<int>(SqlType.Int, Arguments(call), () =>
    {
        var patterns = Patterns();
        return (Column[] columns, int row, out int result) =>
        {
            var regex = patterns.Get(columns[1].Text(row));
            result = regex is null ? 0 : compute(regex, columns[0].Text(row));
            return regex is not null;
        };
    });

    static int Count(JavaRegex regex, ReadOnlySpan<byte> text)
    {
        var count = 0;
        for (var found = regex.IsMatch(text); found; found = regex.NextMatch(text)) count++;
        return count;
    }

    static Expression ExtractAll(FunctionCall call) => call.CollectionResult(SqlType.Array(SqlType.String), Arguments(call), () =>
    {
        var patterns = Patterns();
        return (columns, row, result) =>
        {
            var group = columns.Length == 3 ? columns[2].Int(row) : 1;
            if (patterns.Get(columns[1].Text(row)) is not { } regex || group < 0 || group > regex.Groups) return false;
            var text = columns[0].Text(row);
            var elements = (StringColumn)((ArrayColumn)result).Elements;
            for (var found = regex.IsMatch(text); found; found = regex.NextMatch(text))
            {
                if (regex.Group(group) is { } range) elements.Append(text[range]);
                else elements.AppendNull();
            }
            return true;
        };
    });
}
