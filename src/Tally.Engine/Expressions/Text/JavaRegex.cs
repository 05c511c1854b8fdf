using System.Text;
using System.Text.RegularExpressions;

namespace Tally.Engine.Expressions.Text;

/// <summary>Regular expressions as Java means them: classes such as \w are ASCII, a dot is one character of any size but no line end.</summary>
static class JavaRegex
{
    /// <summary>How long one match may take before the row fails.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    /// <summary>One character, line ends included.</summary>
    public const string AnyCharacter = @"(?:[\uD800-\uDBFF][\uDC00-\uDFFF]|[\s\S])";

    const string Pair = @"[\uD800-\uDBFF][\uDC00-\uDFFF]";
    const string NoLineEnd = @"[^\n\r\u0085\u2028\u2029]";

    /// <summary>The compiled expression, or null when the text is none.</summary>
    public static Regex? TryCompile(string pattern)
    {
        try
        {
            return Translate(pattern) is { } translated ? new Regex(translated, RegexOptions.CultureInvariant, Timeout) : null;
        }
        catch (RegexParseException)
        {
            return null;
        }
    }

    /// <summary>The parts between matches, at most a number of them; empty parts at the end are left out unless the number is given.</summary>
    public static List<string> Split(Regex regex, string text, int most = 0)
    {
        var parts = new List<string>();
        var start = 0;
        foreach (var match in regex.EnumerateMatches(text))
        {
            if (most > 0 && parts.Count == most - 1) break;
            if (match.Index + match.Length == 0 || (match.Length == 0 && match.Index == text.Length)) continue;
            parts.Add(text[start..match.Index]);
            start = match.Index + match.Length;
        }
        parts.Add(text[start..]);
        if (most == 0)
            while (parts.Count > 1 && parts[^1].Length == 0) parts.RemoveAt(parts.Count - 1);
        return parts;
    }

    /// <exception cref="EvaluationException">The match takes too long.</exception>
    public static bool IsMatch(Regex regex, ReadOnlySpan<byte> text)
    {
        Span<char> buffer = text.Length <= 512 ? stackalloc char[512] : new char[text.Length];
        var length = Encoding.UTF8.GetChars(text, buffer);
        try
        {
            return regex.IsMatch(buffer[..length]);
        }
        catch (RegexMatchTimeoutException)
        {
            throw TooSlow(regex);
        }
    }

    public static EvaluationException TooSlow(Regex regex) =>
        new($"the pattern {regex} takes too long on this text; write it without nested repetitions");

    /// <summary>The same expression in the dialect of .NET; null for what has no counterpart.</summary>
    static string? Translate(string pattern)
    {
        var result = new StringBuilder(pattern.Length + 16);
        for (var i = 0; i < pattern.Length; i++)
        {
            switch (pattern[i])
            {
                case '\\' when i + 1 < pattern.Length:
                    i = Escape(pattern, i, result, inClass: false);
                    break;
                case '.':
                    result.Append($"(?:{Pair}|{NoLineEnd})");
                    break;
                case '[':
                    i = Class(pattern, i, result);
                    if (i < 0) return null;
                    break;
                default:
                    result.Append(pattern[i]);
                    break;
            }
        }
        return result.ToString();
    }

    /// <summary>Translates what stands behind a backslash; gives the index of its last character.</summary>
    static int Escape(string pattern, int at, StringBuilder result, bool inClass)
    {
        var c = pattern[at + 1];
        if (c == 'Q' && !inClass)
        {
            var end = pattern.IndexOf(@"\E", at + 2, StringComparison.Ordinal);
            result.Append(Regex.Escape(pattern[(at + 2)..(end < 0 ? pattern.Length : end)]));
            return end < 0 ? pattern.Length - 1 : end + 1;
        }
        if (c is 'p' or 'P' && pattern.IndexOf('}', at) is var close and > 0 && at + 2 < pattern.Length && pattern[at + 2] == '{'
            && Posix(pattern[(at + 3)..close]) is { } members)
        {
            result.Append(inClass ? members : c == 'p' ? $"[{members}]" : $"[^{members}]");
            return close;
        }
        var set = c switch { 'd' or 'D' => "0-9", 'w' or 'W' => "a-zA-Z0-9_", 's' or 'S' => @" \t\n\x0B\f\r", 'h' => @" \t\u00A0", _ => null };
        if (set is null) result.Append('\\').Append(c);
        else if (inClass && !char.IsUpper(c)) result.Append(set);
        else if (inClass) result.Append('\\').Append(c);
        else result.Append(char.IsUpper(c) ? $"(?:{Pair}|[^{set}])" : $"[{set}]");
        return at + 1;
    }

    /// <summary>Translates a class in brackets; gives the index of the closing one, or -1 for what .NET does not have.</summary>
    static int Class(string pattern, int start, StringBuilder result)
    {
        var members = new StringBuilder("[");
        var i = start + 1;
        var negated = i < pattern.Length && pattern[i] == '^';
        if (negated) members.Append(pattern[i++]);
        for (var first = true; i < pattern.Length && (pattern[i] != ']' || first); i++, first = false)
        {
            if (pattern[i] == '[' || pattern.AsSpan(i).StartsWith("&&")) return -1;
            if (pattern[i] == '\\' && i + 1 < pattern.Length) i = Escape(pattern, i, members, inClass: true);
            else members.Append(pattern[i] == ']' ? @"\]" : pattern[i].ToString());
        }
        if (i == pattern.Length) return -1;
        members.Append(']');
        result.Append(negated ? $"(?:{Pair}|{members})" : members.ToString());
        return i;
    }

    static string? Posix(string name) => name switch
    {
        "Lower" => "a-z",
        "Upper" => "A-Z",
        "ASCII" => @"\x00-\x7F",
        "Alpha" => "a-zA-Z",
        "Digit" => "0-9",
        "Alnum" => "a-zA-Z0-9",
        "Punct" => @"!-/:-@\[-`{-~",
        "Blank" => @" \t",
        "Space" => @" \t\n\x0B\f\r",
        "XDigit" => "0-9a-fA-F",
        "IsAlphabetic" => @"\p{L}\p{Nl}",
        "IsDigit" => @"\p{Nd}",
        "IsUppercase" => @"\p{Lu}",
        "IsLowercase" => @"\p{Ll}",
        _ => null,
    };
}
