using System.Text;
using Tally.Engine.Expressions.Kernels;

namespace Tally.Engine.Expressions.Text;

/// <summary>A LIKE pattern cut at its % signs; a part is text in which _ stands for one character.</summary>
sealed class LikePattern
{
    readonly Part[] _parts;

    /// <summary>Bytes, and for each whether it is a _ that stands for any character.</summary>
    readonly record struct Part(byte[] Bytes, bool[]? Any);

    LikePattern(Part[] parts) => _parts = parts;

    /// <exception cref="EvaluationException">The escape character stands before something that needs no escape.</exception>
    public static LikePattern Parse(string pattern, Rune? escape)
    {
        var parts = new List<Part>();
        var bytes = new List<byte>();
        var any = new List<bool>();
        Span<byte> utf8 = stackalloc byte[4];
        var escaped = false;
        foreach (var rune in pattern.EnumerateRunes())
        {
            if (escaped && rune.Value is not ('%' or '_') && rune != escape)
                throw new EvaluationException(
                    $"the escape character in the pattern '{pattern}' stands before {rune}, not before %, _ or itself");
            if (!escaped && rune == escape) escaped = true;
            else
            {
                if (!escaped && rune.Value == '%') Cut(parts, bytes, any);
                else
                {
                    var length = rune.EncodeToUtf8(utf8);
                    bytes.AddRange(utf8[..length]);
                    for (var i = 0; i < length; i++) any.Add(!escaped && rune.Value == '_');
                }
                escaped = false;
            }
        }
        if (escaped) throw new EvaluationException($"the pattern '{pattern}' ends with its escape character");
        Cut(parts, bytes, any);
        return new([.. parts]);
    }

    static void Cut(List<Part> parts, List<byte> bytes, List<bool> any)
    {
        parts.Add(new([.. bytes], any.Contains(true) ? [.. any] : null));
        bytes.Clear();
        any.Clear();
    }

    public bool Matches(ReadOnlySpan<byte> text)
    {
        var start = Prefix(text, _parts[0]);
        if (start < 0) return false;
        if (_parts.Length == 1) return start == text.Length;
        text = text[start..];
        for (var i = 1; i < _parts.Length - 1; i++)
        {
            var end = Find(text, _parts[i]);
            if (end < 0) return false;
            text = text[end..];
        }
        return EndsWith(text, _parts[^1]);
    }

    /// <summary>The length of what a part matches at the start of a text, or -1.</summary>
    static int Prefix(ReadOnlySpan<byte> text, Part part)
    {
        if (part.Any is null) return text.StartsWith(part.Bytes) ? part.Bytes.Length : -1;
        var at = 0;
        for (var i = 0; i < part.Bytes.Length; i++)
        {
            if (at >= text.Length || (!part.Any[i] && text[at] != part.Bytes[i])) return -1;
            at += part.Any[i] ? Math.Min(Utf8.Length(text[at]), text.Length - at) : 1;
        }
        return at;
    }

    /// <summary>Where the first match of a part ends, or -1.</summary>
    static int Find(ReadOnlySpan<byte> text, Part part)
    {
        if (part.Any is null) return text.IndexOf(part.Bytes) is var found and >= 0 ? found + part.Bytes.Length : -1;
        for (var start = 0; start <= text.Length; start += start < text.Length ? Utf8.Length(text[start]) : 1)
            if (Prefix(text[start..], part) is var length and >= 0) return start + length;
        return -1;
    }

    static bool EndsWith(ReadOnlySpan<byte> text, Part part)
    {
        if (part.Any is null) return text.EndsWith(part.Bytes);
        for (var start = 0; start <= text.Length; start += start < text.Length ? Utf8.Length(text[start]) : 1)
            if (Prefix(text[start..], part) == text.Length - start) return true;
        return false;
    }
}
