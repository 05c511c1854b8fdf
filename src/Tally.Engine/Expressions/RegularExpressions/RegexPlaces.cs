using System.Globalization;
using System.Text;

namespace Tally.Engine.Expressions.RegularExpressions;

/// <summary>Conditions on a place of a text: starts and ends of lines, boundaries of words, and of what a reader sees as one
/// character.</summary>
static class RegexPlaces
{
    public static bool Holds(Place place, ReadOnlySpan<byte> text, int at, int lastEnd) => place switch
    {
        Place.TextStart => at == 0,
        Place.TextEnd => at == text.Length,
        Place.LastMatchEnd => at == lastEnd,
        Place.LineStart => at < text.Length && (at == 0 || (EndsLine(text, at) && !InsideLineEnd(text, at))),
        Place.UnixLineStart => at < text.Length && (at == 0 || text[at - 1] == '\n'),
        Place.LineEnd => at == text.Length || (StartsLineEnd(text, at) && !InsideLineEnd(text, at)),
        Place.UnixLineEnd => at == text.Length || text[at] == '\n',
        Place.TextOrLastLineEnd =>
            at == text.Length || (StartsLineEnd(text, at) && !InsideLineEnd(text, at) && at + LineEndLength(text, at) == text.Length),
        Place.TextOrLastUnixLineEnd => at == text.Length || (text[at] == '\n' && at == text.Length - 1),
        Place.WordBoundary => IsWordAt(text, at, false) != IsWordBefore(text, at, false),
        Place.UnicodeWordBoundary => IsWordAt(text, at, true) != IsWordBefore(text, at, true),
        Place.NoWordBoundary => IsWordAt(text, at, false) == IsWordBefore(text, at, false),
        Place.NoUnicodeWordBoundary => IsWordAt(text, at, true) == IsWordBefore(text, at, true),
        _ => IsClusterBoundary(text, at),
    };

    static int At(ReadOnlySpan<byte> text, int at) =>
        at >= text.Length
            ? -1
            : text[at] < 128
            ? text[at]
            : Rune.DecodeFromUtf8(text[at..], out var rune, out _) == 0
            ? rune.Value
            : 0xFFFD;

    static int Before(ReadOnlySpan<byte> text, int at) =>
        at == 0
            ? -1
            : text[at - 1] < 128
            ? text[at - 1]
            : Rune.DecodeLastFromUtf8(text[..at], out var rune, out _) == 0
            ? rune.Value
            : 0xFFFD;

    // \v and \f are no ends of lines here.
    static bool IsLineEnd(int character) => character is '\n' or '\r' or 0x85 or 0x2028 or 0x2029;

    static bool EndsLine(ReadOnlySpan<byte> text, int at) => IsLineEnd(Before(text, at));

    static bool StartsLineEnd(ReadOnlySpan<byte> text, int at) => IsLineEnd(At(text, at));

    static bool InsideLineEnd(ReadOnlySpan<byte> text, int at) => at > 0 && at < text.Length && text[at - 1] == '\r' && text[at] == '\n';

    static int LineEndLength(ReadOnlySpan<byte> text, int at) =>
        text[at..].StartsWith("\r\n"u8) ? 2 : Expressions.Text.Utf8.Length(text[at]);

    static bool IsWordAt(ReadOnlySpan<byte> text, int at, bool isUnicode) => at < text.Length && IsWord(text, At(text, at), at, isUnicode);

    static bool IsWordBefore(ReadOnlySpan<byte> text, int at, bool isUnicode)
    {
        if (at == 0) return false;
        Rune.DecodeLastFromUtf8(text[..at], out _, out var length);
        return IsWord(text, Before(text, at), at - length, isUnicode);
    }

    /// <summary>As Java 17 sees it: letters and digits of any script, the underscore, and marks on a letter or digit.</summary>
    static bool IsWord(ReadOnlySpan<byte> text, int character, int at, bool isUnicode)
    {
        if (isUnicode) return CharacterProperties.UnicodeWord.Contains(character);
        if (character < 128) return char.IsAsciiLetterOrDigit((char)character) || character == '_';
        for (; CharUnicodeInfo.GetUnicodeCategory(character) == UnicodeCategory.NonSpacingMark && at > 0; at -= LastLength(text, at))
            character = Before(text, at);
        return Rune.IsValid(character) && Rune.IsLetterOrDigit(new(character));
    }

    static int LastLength(ReadOnlySpan<byte> text, int at) => Rune.DecodeLastFromUtf8(text[..at], out _, out var length) == 0 ? length : 1;

    static bool IsClusterBoundary(ReadOnlySpan<byte> text, int at)
    {
        var boundary = 0;
        while (boundary < at && TryCluster(text, ref boundary)) { }
        return boundary == at;
    }

    /// <summary>Passes over one character as a reader sees it; false at the end.</summary>
    public static bool TryCluster(ReadOnlySpan<byte> text, ref int at)
    {
        if (at >= text.Length) return false;
        for (var size = 64; ; size *= 2)
        {
            var part = text[at..Math.Min(text.Length, at + size)];
            var characters = Encoding.UTF8.GetString(part);
            var length = StringInfo.GetNextTextElementLength(characters);
            if (length + 2 >= characters.Length && at + size < text.Length) continue;
            at = Math.Min(text.Length, at + Encoding.UTF8.GetByteCount(characters.AsSpan(0, length)));
            return true;
        }
    }
}
