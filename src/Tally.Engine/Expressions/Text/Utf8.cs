using System.Buffers;
using System.Text;

namespace Tally.Engine.Expressions.Text;

/// <summary>Characters (code points) in UTF-8 bytes; fast where the text is ASCII.</summary>
static class Utf8
{
    /// <summary>The number of characters.</summary>
    public static int Count(ReadOnlySpan<byte> text)
    {
        if (Ascii.IsValid(text)) return text.Length;
        var count = 0;
        foreach (var unit in text)
            if ((unit & 0xC0) != 0x80) count++;
        return count;
    }

    /// <summary>The length in bytes of the character that starts with a byte.</summary>
    public static int Length(byte first) => first switch
    {
        < 0x80 => 1,
        < 0xE0 => 2,
        < 0xF0 => 3,
        _ => 4,
    };

    /// <summary>Bytes and characters of the first characters, at most the given number.</summary>
    public static (int Bytes, int Characters) Prefix(ReadOnlySpan<byte> text, int characters)
    {
        if (characters <= 0) return (0, 0);
        var shortest = Math.Min(characters, text.Length);
        if (Ascii.IsValid(text[..shortest])) return (shortest, shortest);
        var (at, count) = (0, 0);
        while (at < text.Length && count < characters)
        {
            at = Math.Min(text.Length, at + Length(text[at]));
            count++;
        }
        return (at, count);
    }

    /// <summary>The byte index of a 0-based character, or the length when there are fewer.</summary>
    public static int Index(ReadOnlySpan<byte> text, int character) => Prefix(text, character).Bytes;

    /// <summary>The 0-based character of a byte index.</summary>
    public static int Character(ReadOnlySpan<byte> text, int index) => Count(text[..index]);

    public static string ToString(ReadOnlySpan<byte> text) => Encoding.UTF8.GetString(text);

    /// <summary>The character at a byte index and its length in bytes.</summary>
    public static (Rune Rune, int Length) Rune(ReadOnlySpan<byte> text, int index) =>
        System.Text.Rune.DecodeFromUtf8(text[index..], out var rune, out var length) == OperationStatus.Done
            ? (rune, length) : (System.Text.Rune.ReplacementChar, Math.Max(1, length));
}
