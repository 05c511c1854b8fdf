using System.Text;
using System.Text.Json;

namespace Tally.Engine.Expressions.Json;

/// <summary>Reads JSON text as Jackson does: what stands behind the first value does not matter, half a surrogate pair is a question
/// mark.</summary>
static class JsonReading
{
    /// <summary>Stands for half a surrogate pair, which UTF-8 cannot hold: behind all letters, as in Java; written as a question
    /// mark.</summary>
    public const char HalfPair = '\uFDD0';

    const int MaxExponentDigits = 10;

    static readonly JsonReaderOptions Options = new() { MaxDepth = 1000, AllowMultipleValues = true };

    /// <summary>The document, to be disposed, or null when the text is no JSON.</summary>
    public static JsonDocument? Parse(ReadOnlySpan<byte> text)
    {
        if (HasHalfPair(text)) text = WithoutHalfPairs(text);
        var reader = new Utf8JsonReader(text, Options);
        try
        {
            var document = JsonDocument.ParseValue(ref reader);
            if (EndsValue(text, (int)reader.BytesConsumed) && !HasHugeExponent(text)) return document;
            document.Dispose();
            return null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Whether a number or word at the start of the text really ends where the reader stopped.</summary>
    static bool EndsValue(ReadOnlySpan<byte> text, int end) =>
        end == 0 || end >= text.Length || text[end - 1] is (byte)'}' or (byte)']' or (byte)'"' || text[end] <= ' ';

    static bool HasHalfPair(ReadOnlySpan<byte> text)
    {
        for (var at = text.IndexOf("\\u"u8); at >= 0 && at + 3 < text.Length;)
        {
            if (text[at + 2] is (byte)'d' or (byte)'D' && text[at + 3] is >= (byte)'8') return true;
            var next = text[(at + 2)..].IndexOf("\\u"u8);
            at = next < 0 ? -1 : at + 2 + next;
        }
        return false;
    }

    /// <summary>The text with a stand-in for each half of a pair that has no other half.</summary>
    static byte[] WithoutHalfPairs(ReadOnlySpan<byte> text)
    {
        var result = new List<byte>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var unit = UnitAt(text, i);
            if (char.IsHighSurrogate(unit) && char.IsLowSurrogate(UnitAt(text, i + 6)))
            {
                result.AddRange(text.Slice(i, 12));
                i += 11;
            }
            else if (char.IsSurrogate(unit))
            {
                result.AddRange("\uFDD0"u8);
                i += 5;
            }
            else
            {
                result.Add(text[i]);
                if (text[i] == '\\' && i + 1 < text.Length) result.Add(text[++i]);
            }
        }
        return [.. result];
    }

    /// <summary>The UTF-16 unit that is escaped at a place, or 0.</summary>
    static char UnitAt(ReadOnlySpan<byte> text, int at) =>
        at + 6 <= text.Length && text[at] == '\\' && text[at + 1] == 'u'
        && System.Buffers.Text.Utf8Parser.TryParse(text.Slice(at + 2, 4), out ushort unit, out var read, 'x') && read == 4
        ? (char)unit
        : '\0';

    // Java has no number whose exponent is longer than an int.
    static bool HasHugeExponent(ReadOnlySpan<byte> text)
    {
        for (var at = text.IndexOfAny((byte)'e', (byte)'E'); at >= 0;)
        {
            var digits = text[(at + 1)..];
            if (digits.Length > 0 && digits[0] is (byte)'-' or (byte)'+') digits = digits[1..];
            var length = digits.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
            if (length < 0) length = digits.Length;
            if (length >= MaxExponentDigits && at > 0 && char.IsAsciiDigit((char)text[at - 1]) && IsBeyond(digits[..length])
                && HasHugeNumber(text)) return true;
            var next = digits[length..].IndexOfAny((byte)'e', (byte)'E');
            at = next < 0 ? -1 : text.Length - digits.Length + length + next;
        }
        return false;
    }

    static bool IsBeyond(ReadOnlySpan<byte> digits) => digits.TrimStart((byte)'0') is var rest
        && (rest.Length > MaxExponentDigits || !int.TryParse(Encoding.ASCII.GetString(rest), out _));

    static bool HasHugeNumber(ReadOnlySpan<byte> text)
    {
        var reader = new Utf8JsonReader(text, Options);
        var depth = 0;
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.Number && reader.ValueSpan.IndexOfAny((byte)'e', (byte)'E') is >= 0 and var mark
                && IsBeyond(reader.ValueSpan[(mark + 1)..].TrimStart("+-"u8))) return true;
            depth += reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray ? 1
                : reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray ? -1 : 0;
            if (depth == 0) return false;
        }
        return false;
    }

    public static bool IsScalar(JsonElement value) => value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array);
}
