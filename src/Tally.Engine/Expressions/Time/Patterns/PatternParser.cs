using System.Text;

namespace Tally.Engine.Expressions.Time.Patterns;

/// <summary>Cuts a pattern into its parts.</summary>
static class PatternParser
{
    const string ModernLetters = "GuyYDMLdQqwWEecFaBhKkHmsSAnNVvzOXxZ";
    const string LegacyLetters = "GyYMLwWDdFEuaHkKhmsSzZX";

    /// <exception cref="EvaluationException">The pattern is none.</exception>
    public static PatternPart[] Parse(string pattern, PatternStyle style)
    {
        var parts = new List<PatternPart>();
        var open = new Stack<int>();
        for (var i = 0; i < pattern.Length;)
        {
            var c = pattern[i];
            if (c == '\'') parts.Add(Quoted(pattern, ref i));
            else if (char.IsAsciiLetter(c)) parts.Add(Letters(pattern, ref i, style));
            else
            {
                if (style == PatternStyle.Legacy || c is not ('[' or ']')) parts.Add(Plain(pattern, c, style));
                else Bracket(pattern, c, parts, open);
                i++;
            }
        }
        while (open.TryPop(out var start)) Close(parts, start);
        return [.. parts];
    }

    static PatternPart Plain(string pattern, char c, PatternStyle style) =>
        style == PatternStyle.Modern && c is '{' or '}' or '#'
            ? throw new EvaluationException($"{c} has no meaning in the date pattern '{pattern}'; write it in quotes")
            : new('\0', 0, c.ToString());

    static void Bracket(string pattern, char c, List<PatternPart> parts, Stack<int> open)
    {
        if (c == '[')
        {
            open.Push(parts.Count);
            parts.Add(new('[', 0));
        }
        else if (open.TryPop(out var start)) Close(parts, start);
        else throw new EvaluationException($"] closes nothing in the date pattern '{pattern}'");
    }

    static void Close(List<PatternPart> parts, int start)
    {
        parts[start] = parts[start] with { End = parts.Count };
        parts.Add(new(']', 0));
    }

    static PatternPart Letters(string pattern, ref int i, PatternStyle style)
    {
        var (letter, count) = Run(pattern, ref i);
        if (letter != 'p' || style == PatternStyle.Legacy) return Checked(pattern, letter, count, style);
        if (i == pattern.Length || !char.IsAsciiLetter(pattern[i]))
            throw new EvaluationException($"a letter is missing behind p in the date pattern '{pattern}'");
        var (padded, length) = Run(pattern, ref i);
        return Checked(pattern, padded, length, style) with { Width = count };
    }

    static (char Letter, int Count) Run(string pattern, ref int i)
    {
        var start = i;
        while (i < pattern.Length && pattern[i] == pattern[start]) i++;
        return (pattern[start], i - start);
    }

    static PatternPart Checked(string pattern, char letter, int count, PatternStyle style)
    {
        var letters = style == PatternStyle.Modern ? ModernLetters : LegacyLetters;
        if (!letters.Contains(letter)) throw new EvaluationException($"the letter {letter} has no meaning in the date pattern '{pattern}'");
        var allowed = style == PatternStyle.Modern ? IsModernCount(letter, count) : letter != 'X' || count <= 3;
        return allowed
            ? new(letter, count)
            : throw new EvaluationException($"{new string(letter, count)} has no meaning in the date pattern '{pattern}'");
    }

    static bool IsModernCount(char letter, int count) => letter switch
    {
        'V' => count == 2,
        'O' or 'v' => count is 1 or 4,
        'a' or 'F' or 'W' => count == 1,
        'z' => count <= 4,
        'c' => count != 2 && count <= 5,
        'd' or 'H' or 'h' or 'K' or 'k' or 'm' or 's' or 'w' => count <= 2,
        'D' => count <= 3,
        'G' or 'M' or 'L' or 'Q' or 'q' or 'E' or 'e' or 'X' or 'x' or 'Z' => count <= 5,
        'B' => count is 1 or 4 or 5,
        'S' => count <= 9,
        _ => count <= 19,
    };

    static PatternPart Quoted(string pattern, ref int i)
    {
        if (i + 1 < pattern.Length && pattern[i + 1] == '\'')
        {
            i += 2;
            return new('\0', 0, "'");
        }
        var text = new StringBuilder();
        for (i++; i < pattern.Length; i++)
        {
            if (pattern[i] != '\'') text.Append(pattern[i]);
            else if (i + 1 < pattern.Length && pattern[i + 1] == '\'') text.Append(pattern[i++]);
            else
            {
                i++;
                return new('\0', 0, text.ToString());
            }
        }
        throw new EvaluationException($"a quote is not closed in the date pattern '{pattern}'");
    }
}
