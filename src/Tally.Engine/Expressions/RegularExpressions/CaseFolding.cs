using System.Text;

namespace Tally.Engine.Expressions.RegularExpressions;

/// <summary>Capitals and small letters that count as the same under (?i) and (?iu).</summary>
static class CaseFolding
{
    static readonly Lazy<(int Character, int Upper, int Lower)[]> Letters = new(() =>
    [
        .. Enumerable.Range(0, 0x1F000).Where(Rune.IsValid).Select(c => (Character: c, Upper: Upper(c), Lower: Lower(Upper(c))))
            .Where(letter => letter.Upper != letter.Character || letter.Lower != letter.Character),
    ]);

    /// <summary>The set with all letters that count as one of its own.</summary>
    public static CharacterSet Fold(CharacterSet set, Folding folding)
    {
        if (folding == Folding.None || set.IsEmpty) return set;
        var more = folding == Folding.Ascii
            ? Enumerable.Range(0, 128).Where(c => char.IsAsciiLetter((char)c) && set.Contains(c ^ 0x20))
            : Letters.Value.Where(letter => set.Contains(letter.Upper) || set.Contains(letter.Lower) || Meets(set, letter))
                .Select(letter => letter.Character);
        return set.Union(CharacterSet.Of(more));
    }

    // A single character stands for all that share its small letter, so that K, k and the Kelvin sign are one.
    static bool Meets(CharacterSet set, (int Character, int Upper, int Lower) letter) =>
        set.Single >= 0 && Lower(Upper(set.Single)) == letter.Lower;

    public static bool Same(int left, int right, Folding folding) => left == right || folding switch
    {
        Folding.Ascii => left < 128 && right < 128 && char.IsAsciiLetter((char)left) && (left ^ right) == 0x20,
        Folding.Unicode => Lower(Upper(left)) == Lower(Upper(right)),
        _ => false,
    };

    static int Upper(int c) => c == 'ı' ? 'I' : c == 'ſ' ? 'S' : Rune.ToUpperInvariant(new Rune(c)).Value;

    static int Lower(int c) => c == 'İ' ? 'i' : Rune.ToLowerInvariant(new Rune(c)).Value;
}
