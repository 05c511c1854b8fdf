using System.Text;
using System.Text.RegularExpressions;
using Tally.Engine.Columns;
using Tally.Engine.Expressions.Functions;
using Tally.Engine.Expressions.Kernels;

namespace Tally.Engine.Expressions.Text;

/// <summary>The functions with regular expressions. A pattern that is none gives NULL (REGEXP: FALSE), as in Flink.</summary>
static class RegexFunctions
{
    public static IEnumerable<FunctionDefinition> All =>
    [
        new("REGEXP", 2, 2, "REGEXP(text, pattern)", "Whether the pattern matches anywhere.", "REGEXP('green tea', '^g')", call =>
            call.FixedResult<bool>(call.Nullable(SqlType.Boolean), call.Texts(), () =>
        {
            var patterns = new LastValueCache<Regex?>(JavaRegex.TryCompile);
            return (Column[] columns, int row, out bool result) =>
            {
                var pattern = columns[1].Text(row);
                result = pattern.Length > 0 && patterns.Get(pattern) is { } regex && JavaRegex.IsMatch(regex, columns[0].Text(row));
                return true;
            };
        })),
        new("REGEXP_EXTRACT", 2, 3, "REGEXP_EXTRACT(text, pattern [, group])", "The first match, or a group of it.",
            "REGEXP_EXTRACT('id=42', 'id=([0-9]+)', 1)",
            call => Text(call, (regex, text, columns, row, output) =>
            {
                var match = regex.Match(text);
                var group = columns.Length == 3 ? columns[2].Int(row) : 0;
                if (!match.Success || group < 0 || group >= match.Groups.Count || !match.Groups[group].Success) return false;
                output.Write(match.Groups[group].ValueSpan);
                return true;
            })),
        new("REGEXP_SUBSTR", 2, 2, "REGEXP_SUBSTR(text, pattern)", "The first match.", "REGEXP_SUBSTR('red-17', '[0-9]+')", call =>
            Text(call, (regex, text, _, _, output) =>
        {
            var match = regex.Match(text);
            output.Write(match.ValueSpan);
            return match.Success;
        })),
        new("REGEXP_REPLACE", 3, 3, "REGEXP_REPLACE(text, pattern, new)", "The text with every match replaced; $ has no meaning in the new text.",
            "REGEXP_REPLACE('red-17', '[0-9]', '#')", Replace),
        new("REGEXP_COUNT", 2, 2, "REGEXP_COUNT(text, pattern)", "The number of matches.", "REGEXP_COUNT('green tea', 'e')", call =>
            Number(call, (regex, text) => regex.Count(text))),
        new("REGEXP_INSTR", 2, 2, "REGEXP_INSTR(text, pattern)", "Where the first match starts, counted from 1; 0 when there is none.",
            "REGEXP_INSTR('red-17', '[0-9]')",
            call => Number(call, (regex, text) => regex.Match(text) is { Success: true } match ? match.Index + 1 : 0)),
        new("REGEXP_EXTRACT_ALL", 2, 3, "REGEXP_EXTRACT_ALL(text, pattern [, group])", "A group (1 by default) of every match.",
            "REGEXP_EXTRACT_ALL('a=1,b=2', '([a-z])=', 1)", ExtractAll),
    ];

    delegate bool RegexText(Regex regex, string text, Column[] columns, int row, TextOutput output);

    static Expression[] Arguments(FunctionCall call) => call.Count == 3 ? [call.Text(0), call.Text(1), call.Int(2)] : [call.Text(0), call.Text(1)];

    /// <summary>Text by a pattern; it may be NULL.</summary>
    static Expression Text(FunctionCall call, RegexText compute) => call.TextResult(SqlType.String, Arguments(call), () =>
    {
        var patterns = new LastValueCache<Regex?>(JavaRegex.TryCompile);
        return (columns, row, output) => patterns.Get(columns[1].Text(row)) is { } regex
            && Guard(regex, () => compute(regex, Encoding.UTF8.GetString(columns[0].Text(row)), columns, row, output));
    });

    static T Guard<T>(Regex regex, Func<T> compute)
    {
        try
        {
            return compute();
        }
        catch (RegexMatchTimeoutException)
        {
            throw JavaRegex.TooSlow(regex);
        }
    }

    static Expression Replace(FunctionCall call) => call.TextResult(call.Nullable(SqlType.String), call.Texts(), () =>
    {
        var patterns = new LastValueCache<Regex?>(JavaRegex.TryCompile);
        return (columns, row, output) =>
        {
            var text = columns[0].Text(row);
            var pattern = columns[1].Text(row);
            if (text.IsEmpty || pattern.IsEmpty)
            {
                output.Write(text);
                return true;
            }
            if (patterns.Get(pattern) is not { } regex) return false;
            var source = Encoding.UTF8.GetString(text);
            var replacement = Encoding.UTF8.GetString(columns[2].Text(row));
            output.Write(Guard(regex, () => regex.Replace(source, _ => replacement)));
            return true;
        };
    });

    static Expression Number(FunctionCall call, Func<Regex, string, int> compute) => call.FixedResult<int>(SqlType.Int, call.Texts(), () =>
    {
        var patterns = new LastValueCache<Regex?>(JavaRegex.TryCompile);
        return (Column[] columns, int row, out int result) =>
        {
            result = 0;
            if (patterns.Get(columns[1].Text(row)) is not { } regex) return false;
            var text = Encoding.UTF8.GetString(columns[0].Text(row));
            result = Guard(regex, () => compute(regex, text));
            return true;
        };
    });

    static Expression ExtractAll(FunctionCall call) => call.CollectionResult(SqlType.Array(SqlType.String), Arguments(call), () =>
    {
        var patterns = new LastValueCache<Regex?>(JavaRegex.TryCompile);
        return (columns, row, result) =>
        {
            if (patterns.Get(columns[1].Text(row)) is not { } regex) return false;
            var group = columns.Length == 3 ? columns[2].Int(row) : 1;
            if (group < 0 || group >= regex.GetGroupNumbers().Length) return false;
            var elements = (StringColumn)((ArrayColumn)result).Elements;
            foreach (var match in Guard(regex, () => regex.Matches(Encoding.UTF8.GetString(columns[0].Text(row))).ToList()))
            {
                if (match.Groups[group].Success) elements.Append(Encoding.UTF8.GetBytes(match.Groups[group].Value));
                else elements.AppendNull();
            }
            return true;
        };
    });
}
