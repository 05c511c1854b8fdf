using System.Text;

namespace Tally.Engine.Formats.Values;

/// <summary>Parses BOOLEAN: "true" in any case, spaces around ignored, is true; everything else is false.</summary>
readonly struct BooleanParser : IValueParser<bool>
{
    public Parsed Parse(byte[] bytes, int start, int length, bool isText, out bool value) =>
        ParseScalar(bytes.AsSpan(start, length), isText, out value);

    public Parsed ParseScalar(ReadOnlySpan<byte> text, bool isText, out bool value)
    {
        value = Ascii.EqualsIgnoreCase(Digits.Trim(text), "true"u8);
        return Parsed.Value;
    }
}
