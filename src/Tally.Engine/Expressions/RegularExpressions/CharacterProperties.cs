using System.Collections.Concurrent;

namespace Tally.Engine.Expressions.RegularExpressions;

/// <summary>The sets that \p{…} names, by the Unicode that Java 17 has: categories, scripts, blocks, binary properties, POSIX names, Java's
/// methods.</summary>
static class CharacterProperties
{
    // character-properties.txt: a kind, names, then the changes of membership, each as the distance from the last one, to the base 36.
    // Kinds: p a category or method of Java, is a binary property, sc a script, blk a block (spaces in names written ~).
    static readonly Lazy<Dictionary<string, string>> Lines = new(Read);
    static readonly ConcurrentDictionary<string, CharacterSet?> Known = new();

    static readonly CharacterSet Letters = CharacterSet.OfRanges([('A', 'Z'), ('a', 'z')]);
    static readonly CharacterSet Digits = CharacterSet.Range('0', '9');
    static readonly CharacterSet Signs = CharacterSet.OfRanges([('!', '/'), (':', '@'), ('[', '`'), ('{', '~')]);

    public static readonly CharacterSet Word = Letters.Union(Digits).Union(CharacterSet.Of("_"));
    public static readonly CharacterSet Digit = Digits;
    public static readonly CharacterSet White = CharacterSet.OfRanges([(9, 13), (32, 32)]);
    public static readonly CharacterSet Horizontal =
        CharacterSet.OfRanges([(9, 9), (32, 32), (0xA0, 0xA0), (0x1680, 0x1680), (0x180E, 0x180E),
        (0x2000, 0x200A), (0x202F, 0x202F), (0x205F, 0x205F), (0x3000, 0x3000)]);
    public static readonly CharacterSet Vertical = CharacterSet.OfRanges([(10, 13), (0x85, 0x85), (0x2028, 0x2029)]);
    public static readonly CharacterSet LineEnds = CharacterSet.OfRanges([(10, 10), (13, 13), (0x85, 0x85), (0x2028, 0x2029)]);

    public static CharacterSet UnicodeWord => Binary("WORD")!;
    public static CharacterSet UnicodeDigit => Category("Nd")!;
    public static CharacterSet UnicodeWhite => Binary("WHITE_SPACE")!;

    /// <summary>The set of a name as written between the braces, or null when there is none of it.</summary>
    /// <param name="isUnicode">Whether POSIX names mean Unicode's letters, as (?U) says.</param>
    /// <param name="folds">Whether capitals and small letters are the same.</param>
    public static CharacterSet? Find(string name, bool isUnicode, bool folds)
    {
        var equals = name.IndexOf('=');
        if (equals >= 0) return Valued(name[..equals].ToLowerInvariant(), name[(equals + 1)..], folds);
        if (name.StartsWith("In", StringComparison.Ordinal)) return Line($"blk {name[2..].ToUpperInvariant()}");
        if (name.StartsWith("Is", StringComparison.Ordinal))
            return Binary(Alias(name[2..].ToUpperInvariant()), folds) ?? Category(name[2..], folds)
                ?? Line($"sc {name[2..].ToUpperInvariant()}");
        return (isUnicode ? Posix(name.ToUpperInvariant(), folds) : null) ?? Category(name, folds);
    }

    static CharacterSet? Valued(string property, string value, bool folds) => property switch
    {
        "sc" or "script" => Line($"sc {value.ToUpperInvariant()}"),
        "blk" or "block" => Line($"blk {value.ToUpperInvariant()}"),
        "gc" or "general_category" => Category(value, folds),
        _ => null,
    };

    static string Alias(string name) => name switch
    {
        "WHITESPACE" => "WHITE_SPACE",
        "HEXDIGIT" => "HEX_DIGIT",
        "NONCHARACTERCODEPOINT" => "NONCHARACTER_CODE_POINT",
        "JOINCONTROL" => "JOIN_CONTROL",
        _ => name,
    };

    static CharacterSet? Posix(string name, bool folds) => name switch
    {
        "ALPHA" => Binary("ALPHABETIC"),
        "LOWER" or "UPPER" => Binary(name + "CASE", folds),
        "SPACE" => Binary("WHITE_SPACE"),
        "PUNCT" => Binary("PUNCTUATION"),
        "XDIGIT" => Binary("HEX_DIGIT"),
        "CNTRL" => Binary("CONTROL"),
        "ALNUM" or "DIGIT" or "BLANK" or "GRAPH" or "PRINT" => Binary(name),
        _ => null,
    };

    static CharacterSet? Binary(string name, bool folds = false) => name switch
    {
        "UPPERCASE" or "LOWERCASE" or "TITLECASE" when folds => Cases(Binary("UPPERCASE"), Binary("LOWERCASE"), Category("Lt")),
        "TITLECASE" => Category("Lt"),
        "LETTER" => Category("L"),
        "CONTROL" => Category("Cc"),
        "PUNCTUATION" => Category("P"),
        "DIGIT" => Category("Nd"),
        "ASSIGNED" => Category("Cn")!.Negate(),
        "ALNUM" => Union(Binary("ALPHABETIC"), Category("Nd")),
        "BLANK" => Union(Category("Zs"), CharacterSet.Of("\t")),
        "GRAPH" => Union(Binary("WHITE_SPACE"), Category("Cc"), Category("Cn")).Negate(),
        "PRINT" => Union(Binary("GRAPH"), Binary("BLANK")).Intersect(Category("Cc")!.Negate()),
        "HEX_DIGIT" => Union(Category("Nd"), CharacterSet.OfRanges([('A', 'F'), ('a', 'f'), ('Ａ', 'Ｆ'), ('ａ', 'ｆ')])),
        "WORD" => Union(Binary("ALPHABETIC"), Category("M"), Category("Nd"), Category("Pc"), Binary("JOIN_CONTROL")),
        "JOIN_CONTROL" => CharacterSet.Range(0x200C, 0x200D),
        _ => Line($"is {name}"),
    };

    static CharacterSet? Category(string name, bool folds = false) => name switch
    {
        "Lu" or "Ll" or "Lt" or "LC" when folds || name == "LC" => Union(Line("p Lu"), Line("p Ll"), Line("p Lt")),
        "javaLowerCase" or "javaUpperCase" or "javaTitleCase" when folds => Binary("TITLECASE", true),
        "Lower" or "Upper" when folds => Letters,
        "L" => Union(Category("LC"), Line("p Lm"), Line("p Lo")),
        "M" => Union(Line("p Mn"), Line("p Me"), Line("p Mc")),
        "N" => Union(Line("p Nd"), Line("p Nl"), Line("p No")),
        "Z" => Union(Line("p Zs"), Line("p Zl"), Line("p Zp")),
        "C" => Union(Line("p Cc"), Line("p Cf"), Line("p Co"), Line("p Cn")),
        "P" => Union(Line("p Pd"), Line("p Ps"), Line("p Pe"), Line("p Pc"), Line("p Po"), Line("p Pi"), Line("p Pf")),
        "S" => Union(Line("p Sm"), Line("p Sc"), Line("p Sk"), Line("p So")),
        "LD" => Union(Category("L"), Line("p Nd")),
        "L1" => CharacterSet.Range(0, 0xFF),
        "Cs" => CharacterSet.None,
        "all" => CharacterSet.All,
        _ => Ascii(name) ?? Java(name) ?? Line($"p {name}"),
    };

    static CharacterSet? Ascii(string name) => name switch
    {
        "ASCII" => CharacterSet.Range(0, 0x7F),
        "Alnum" => Letters.Union(Digits),
        "Alpha" => Letters,
        "Blank" => CharacterSet.Of(" \t"),
        "Cntrl" => CharacterSet.OfRanges([(0, 0x1F), (0x7F, 0x7F)]),
        "Digit" => Digits,
        "Graph" => CharacterSet.Range('!', '~'),
        "Lower" => CharacterSet.Range('a', 'z'),
        "Print" => CharacterSet.Range(' ', '~'),
        "Punct" => Signs,
        "Space" => White,
        "Upper" => CharacterSet.Range('A', 'Z'),
        "XDigit" => Digits.Union(CharacterSet.OfRanges([('A', 'F'), ('a', 'f')])),
        _ => null,
    };

    static CharacterSet? Java(string name) => name switch
    {
        "javaLowerCase" => Binary("LOWERCASE"),
        "javaUpperCase" => Binary("UPPERCASE"),
        "javaAlphabetic" => Binary("ALPHABETIC"),
        "javaIdeographic" => Binary("IDEOGRAPHIC"),
        "javaTitleCase" => Category("Lt"),
        "javaDigit" => Category("Nd"),
        "javaDefined" => Binary("ASSIGNED"),
        "javaLetter" => Category("L"),
        "javaLetterOrDigit" => Category("LD"),
        "javaSpaceChar" => Category("Z"),
        "javaWhitespace" =>
            Union(Category("Z")!.Intersect(CharacterSet.Of("\u00A0\u2007\u202F").Negate()), CharacterSet.OfRanges([(9, 13), (0x1C, 0x1F)])),
        "javaISOControl" => CharacterSet.OfRanges([(0, 0x1F), (0x7F, 0x9F)]),
        _ => null,
    };

    static CharacterSet Cases(params CharacterSet?[] sets) => Union(sets);

    static CharacterSet Union(params CharacterSet?[] sets) => CharacterSet.OfRanges(sets.SelectMany(set => set!.Ranges));

    static CharacterSet? Line(string key) =>
        Known.GetOrAdd(key, static key => Lines.Value.TryGetValue(key, out var changes) ? Changes(changes) : null);

    static CharacterSet Changes(string distances)
    {
        var at = 0;
        return CharacterSet.OfChanges([.. distances.Split(' ').Select(distance => at += Base36(distance))]);
    }

    static int Base36(string digits) => digits.Aggregate(0, (value, c) => value * 36 + (char.IsAsciiDigit(c) ? c - '0' : c - 'a' + 10));

    static Dictionary<string, string> Read()
    {
        var lines = new Dictionary<string, string>();
        using var reader = new StreamReader(typeof(CharacterProperties).Assembly.GetManifestResourceStream("character-properties.txt")!);
        while (reader.ReadLine() is { } line)
        {
            var parts = line.Split(' ', 3);
            foreach (var name in parts[1].Split(',')) lines[$"{parts[0]} {name.Replace('~', ' ')}"] = parts[2];
        }
        return lines;
    }
}
