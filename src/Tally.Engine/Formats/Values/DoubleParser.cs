using System.Globalization;

namespace Tally.Engine.Formats.Values;

/// <summary>Parses DOUBLE as Java does: NaN, Infinity, a trailing d or f, a point without digits before or behind it; too large is
/// Infinity.</summary>
readonly struct DoubleParser : IValueParser<double>
{
    // Up to 15 digits and a power of ten up to 22 are exact in a double, so their quotient is rounded once.
    const int ExactDigits = 15;

    static ReadOnlySpan<double> Powers => [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8];

    public Parsed Parse(byte[] bytes, int start, int length, bool isText, out double value)
    {
        if (start + 24 <= bytes.Length && length is > 0 and <= ExactDigits + 1)
        {
            var chunk = Digits.Load(bytes, start);
            var whole = Math.Min(Digits.CountLeading(chunk), length);
            if (whole == length)
            {
                value = Digits.Parse(chunk, whole);
                return Parsed.Value;
            }
            if (whole is > 0 and < 8 && bytes[start + whole] == '.')
            {
                var fraction = Digits.Load(bytes, start + whole + 1);
                var places = length - whole - 1;
                if (places > 0 && Digits.CountLeading(fraction) >= places && whole + places <= ExactDigits)
                {
                    value = (Digits.Parse(chunk, whole) * (double)Digits.Powers[places] + Digits.Parse(fraction, places)) / Powers[places];
                    return Parsed.Value;
                }
            }
        }
        return ParseScalar(bytes.AsSpan(start, length), isText, out value);
    }

    public Parsed ParseScalar(ReadOnlySpan<byte> text, bool isText, out double value) =>
        ParseNumber(isText ? Digits.Trim(text) : text, out value);

    public static Parsed ParseNumber(ReadOnlySpan<byte> text, out double value)
    {
        value = 0;
        if (text.Length == 0) return Parsed.Bad;
        if (IsWord(text, out var word))
        {
            value = word;
            return Parsed.Value;
        }
        return double.TryParse(WithoutSuffix(text),
            NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture,
            out value)
            && IsPlainNumber(text) ? Parsed.Value : Parsed.Bad;
    }

    /// <summary>Whether the text is NaN or Infinity, which are written in one way only.</summary>
    public static bool IsWord(ReadOnlySpan<byte> text, out double value)
    {
        var unsigned = text.Length > 0 && text[0] is (byte)'-' or (byte)'+' ? text[1..] : text;
        value = unsigned.SequenceEqual("NaN"u8)
            ? double.NaN
            : unsigned.SequenceEqual("Infinity"u8)
            ? text[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity
            : 0;
        return value != 0;
    }

    /// <summary>Whether the text starts like a number, so that no other spelling of infinity passes.</summary>
    public static bool IsPlainNumber(ReadOnlySpan<byte> text)
    {
        if (text.Length > 0 && text[0] is (byte)'-' or (byte)'+') text = text[1..];
        return text.Length > 0 && (Digits.IsDigit(text[0]) || (text[0] == '.' && text.Length > 1 && Digits.IsDigit(text[1])));
    }

    public static ReadOnlySpan<byte> WithoutSuffix(ReadOnlySpan<byte> text) =>
        text[^1] is (byte)'d' or (byte)'D' or (byte)'f' or (byte)'F' ? text[..^1] : text;
}

/// <summary>Parses FLOAT by the rules of <see cref="DoubleParser"/>, rounded once.</summary>
readonly struct FloatParser : IValueParser<float>
{
    public Parsed Parse(byte[] bytes, int start, int length, bool isText, out float value) =>
        ParseScalar(bytes.AsSpan(start, length), isText, out value);

    public Parsed ParseScalar(ReadOnlySpan<byte> text, bool isText, out float value)
    {
        if (isText) text = Digits.Trim(text);
        value = 0;
        if (text.Length == 0) return Parsed.Bad;
        if (DoubleParser.IsWord(text, out var word))
        {
            value = (float)word;
            return Parsed.Value;
        }
        const NumberStyles Styles = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        return DoubleParser.IsPlainNumber(text)
            && float.TryParse(DoubleParser.WithoutSuffix(text), Styles, CultureInfo.InvariantCulture, out value)
            ? Parsed.Value
            : Parsed.Bad;
    }
}
