namespace Tally.Engine.Formats.Values;

/// <summary>Parses DECIMAL up to 18 digits, scaled to an integer: exact, rounded half up, NULL when there are too many digits before the
/// point.</summary>
/// <param name="trims">Whether spaces around text are no part of it.</param>
readonly struct DecimalParser(int precision, int scale, bool trims) : IValueParser<long>
{
    public Parsed Parse(byte[] bytes, int start, int length, bool isText, out long value)
    {
        // Up to eight digits before the point and eight behind it, the scale not exceeded: the case of every price.
        if (start + 24 <= bytes.Length && (uint)(length - 1) < 17)
        {
            var chunk = Digits.Load(bytes, start);
            var whole = Math.Min(Digits.CountLeading(chunk), length);
            if (whole > 0 && whole <= precision - scale)
            {
                value = Digits.Parse(chunk, whole) * Digits.Powers[scale];
                if (whole == length) return Parsed.Value;
                var places = length - whole - 1;
                if (bytes[start + whole] == '.' && places > 0 && places <= scale)
                {
                    var fraction = Digits.Load(bytes, start + whole + 1);
                    if (Digits.CountLeading(fraction) >= places)
                    {
                        value += Digits.Parse(fraction, places) * Digits.Powers[scale - places];
                        return Parsed.Value;
                    }
                }
            }
        }
        return ParseScalar(bytes.AsSpan(start, length), isText, out value);
    }

    public Parsed ParseScalar(ReadOnlySpan<byte> text, bool isText, out long value)
    {
        value = 0;
        if (!DecimalText.TryRead(isText && trims ? Digits.Trim(text) : text, out var number)) return Parsed.Bad;
        if (!number.TryScale(precision, scale, out var wide)) return Parsed.Null;
        value = (long)wide;
        return Parsed.Value;
    }
}

/// <summary>Parses DECIMAL of 19 to 38 digits.</summary>
readonly struct WideDecimalParser(int precision, int scale, bool trims) : IValueParser<Int128>
{
    public Parsed Parse(byte[] bytes, int start, int length, bool isText, out Int128 value) =>
        ParseScalar(bytes.AsSpan(start, length), isText, out value);

    public Parsed ParseScalar(ReadOnlySpan<byte> text, bool isText, out Int128 value)
    {
        value = 0;
        if (!DecimalText.TryRead(isText && trims ? Digits.Trim(text) : text, out var number)) return Parsed.Bad;
        return number.TryScale(precision, scale, out value) ? Parsed.Value : Parsed.Null;
    }
}
