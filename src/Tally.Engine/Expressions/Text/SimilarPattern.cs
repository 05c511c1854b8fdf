using System.Text;
using Tally.Engine.Expressions.RegularExpressions;

namespace Tally.Engine.Expressions.Text;

/// <summary>SIMILAR TO patterns as regular expressions over the whole text; as in Flink _ is no line end, % may be, and what SQL does not
/// name keeps its meaning there, such as a point.</summary>
static class SimilarPattern
{
    public static JavaRegex Compile(string pattern, Rune? escape)
    {
        var regex = new StringBuilder(@"\A(?:");
        for (var i = 0; i < pattern.Length; i++)
        {
            var c = pattern[i];
            if (escape is { } mark && mark.Value == c && i + 1 < pattern.Length) Quote(pattern[++i], regex);
            else if (c == '%') regex.Append("(?s:.*)");
            else if (c == '_') regex.Append('.');
            else if (c == '[') i = Class(pattern, i, regex);
            else if (c is '\\' or '$') Quote(c, regex);
            else regex.Append(c);
        }
        try
        {
            return JavaRegex.Compile(regex.Append(@")\z").ToString());
        }
        catch (RegexSyntaxException bad)
        {
            throw new EvaluationException($"'{pattern}' is no SIMILAR TO pattern: {bad.Message}");
        }
    }

    static void Quote(char c, StringBuilder regex)
    {
        if (char.IsAscii(c) && !char.IsAsciiLetterOrDigit(c)) regex.Append('\\');
        regex.Append(c);
    }

    /// <summary>[a-z], [^a-z] and [[:ALPHA:]]; gives the index of the closing bracket.</summary>
    static int Class(string pattern, int start, StringBuilder regex)
    {
        var i = start + 1;
        regex.Append('[');
        if (i < pattern.Length && pattern[i] == '^') regex.Append(pattern[i++]);
        for (; i < pattern.Length && pattern[i] != ']'; i++)
        {
            if (pattern.AsSpan(i).StartsWith("[:") && pattern.IndexOf(":]", i, StringComparison.Ordinal) is var end and > 0)
            {
                regex.Append(Named(pattern[(i + 2)..end].ToUpperInvariant()));
                i = end + 1;
            }
            else if (pattern[i] is '[' or '\\') regex.Append('\\').Append(pattern[i]);
            else regex.Append(pattern[i]);
        }
        if (i == pattern.Length) throw new EvaluationException($"'{pattern}': a bracket is not closed");
        regex.Append(']');
        return i;
    }

    static string Named(string name) => name switch
    {
        "ALPHA" => "a-zA-Z",
        "UPPER" => "A-Z",
        "LOWER" => "a-z",
        "DIGIT" => "0-9",
        "ALNUM" => "a-zA-Z0-9",
        "SPACE" => " ",
        "WHITESPACE" => @"\s",
        _ => throw new EvaluationException($"[:{name}:] is no class of characters"),
    };
}
