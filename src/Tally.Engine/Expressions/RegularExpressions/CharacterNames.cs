using System.Text;

namespace Tally.Engine.Expressions.RegularExpressions;

/// <summary>The names of characters that \N{…} takes: Latin letters with or without a mark, and digits. All other names are told to be
/// unknown.</summary>
static class CharacterNames
{
    static readonly string[] Digits = ["ZERO", "ONE", "TWO", "THREE", "FOUR", "FIVE", "SIX", "SEVEN", "EIGHT", "NINE"];

    static readonly Dictionary<string, char> Marks = new()
    {
        ["GRAVE"] = '\u0300', ["ACUTE"] = '\u0301', ["CIRCUMFLEX"] = '\u0302', ["TILDE"] = '\u0303', ["MACRON"] = '\u0304',
        ["BREVE"] = '\u0306',
        ["DOT ABOVE"] = '\u0307', ["DIAERESIS"] = '\u0308', ["RING ABOVE"] = '\u030A', ["DOUBLE ACUTE"] = '\u030B', ["CARON"] = '\u030C',
        ["CEDILLA"] = '\u0327', ["OGONEK"] = '\u0328', ["DOT BELOW"] = '\u0323',
    };

    /// <summary>The character of a name, or -1.</summary>
    public static int Find(string name)
    {
        name = name.ToUpperInvariant();
        if (name.StartsWith("DIGIT ", StringComparison.Ordinal))
            return Array.IndexOf(Digits, name[6..]) is >= 0 and var digit ? '0' + digit : -1;
        if (name == "SPACE") return ' ';
        return Letter(name, "LATIN SMALL LETTER ", 'a') is >= 0 and var small ? small : Letter(name, "LATIN CAPITAL LETTER ", 'A');
    }

    static int Letter(string name, string prefix, char first)
    {
        if (!name.StartsWith(prefix, StringComparison.Ordinal) || name.Length == prefix.Length
            || !char.IsAsciiLetterUpper(name[prefix.Length])) return -1;
        var (letter, rest) = ((char)(first + name[prefix.Length] - 'A'), name[(prefix.Length + 1)..]);
        if (rest.Length == 0) return letter;
        if (!rest.StartsWith(" WITH ", StringComparison.Ordinal) || !Marks.TryGetValue(rest[6..], out var mark)) return -1;
        return $"{letter}{mark}".Normalize(NormalizationForm.FormC) is [var composed] ? composed : -1;
    }
}
