using System.Text;

namespace Tally.Engine.Expressions.RegularExpressions;

/// <summary>\Q … \E: quoted text, rewritten as single quoted characters before anything else is read.</summary>
static class RegexQuoting
{
    public static string Remove(string pattern)
    {
        var start = Start(pattern);
        if (start < 0) return pattern;
        var result = new StringBuilder(pattern, 0, start, pattern.Length * 2);
        for (var (i, inside) = (start, false); i < pattern.Length; i++)
        {
            if (pattern.AsSpan(i).StartsWith(inside ? @"\E" : @"\Q")) (i, inside) = (i + 1, !inside);
            else if (inside) Quote(pattern[i], result);
            else if (pattern[i] == '\\' && i + 1 < pattern.Length) result.Append(pattern[i]).Append(pattern[++i]);
            else result.Append(pattern[i]);
        }
        return result.ToString();
    }

    // A backslash before another one quotes that.
    static int Start(string pattern)
    {
        for (var i = 0; i + 1 < pattern.Length; i++)
        {
            if (pattern[i] != '\\') continue;
            if (pattern[i + 1] == 'Q') return i;
            i++;
        }
        return -1;
    }

    // A digit must not lengthen the escape before it.
    static void Quote(char c, StringBuilder result)
    {
        if (char.IsAsciiDigit(c)) result.Append($@"\x3{c}");
        else if (char.IsAscii(c) && !char.IsAsciiLetter(c)) result.Append('\\').Append(c);
        else result.Append(c);
    }
}
