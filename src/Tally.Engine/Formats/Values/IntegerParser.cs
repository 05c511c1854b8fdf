namespace Tally.Engine.Formats.Values;

/// <summary>Parses TINYINT, SMALLINT, INT and BIGINT: text must be an integer, a bare number of INT or BIGINT may have a fraction, which is
/// cut.</summary>
readonly struct IntegerParser(long min, long max, bool cutsFractions) : IValueParser<long>
{
    public Parsed Parse(byte[] bytes, int start, int length, bool isText, out long value)
    {
        if ((uint)(length - 1) < 8 && start + 8 <= bytes.Length)
        {
            var chunk = Digits.Load(bytes, start);
            if (Digits.CountLeading(chunk) >= length)
            {
                value = Digits.Parse(chunk, length);
                if (value <= max) return Parsed.Value;
            }
        }
        return ParseScalar(bytes.AsSpan(start, length), isText, out value);
    }

    public Parsed ParseScalar(ReadOnlySpan<byte> text, bool isText, out long value)
    {
        if (isText) text = Digits.Trim(text);
        if (!TryParseLong(text, out value) && (isText || !cutsFractions || !TryCut(text, out value))) return Parsed.Bad;
        return value >= min && value <= max ? Parsed.Value : Parsed.Bad;
    }

    static bool TryParseLong(ReadOnlySpan<byte> text, out long value)
    {
        value = 0;
        var isNegative = text.Length > 0 && text[0] == '-';
        if (isNegative || (text.Length > 0 && text[0] == '+')) text = text[1..];
        foreach (var digit in text)
        {
            if (!Digits.IsDigit(digit) || value < (long.MinValue + (digit - '0')) / 10) return false;
            value = value * 10 - (digit - '0');
        }
        if (!isNegative && value == long.MinValue) return false;
        if (!isNegative) value = -value;
        return text.Length > 0;
    }

    /// <summary>A number with a fraction or exponent goes through DOUBLE and is cut; beyond the range it is no value.</summary>
    bool TryCut(ReadOnlySpan<byte> text, out long value)
    {
        value = 0;
        if (text.IndexOfAny((byte)'.', (byte)'e', (byte)'E') < 0 || DoubleParser.ParseNumber(text, out var number) != Parsed.Value)
            return false;
        if (!(number >= min && number <= max)) return false;
        value = number >= long.MaxValue ? long.MaxValue : (long)number;
        return true;
    }
}

/// <summary>Parses the integers that lie in columns of int.</summary>
readonly struct IntParser(int min, int max, bool cutsFractions) : IValueParser<int>
{
    readonly IntegerParser _parser = new(min, max, cutsFractions);

    public Parsed Parse(byte[] bytes, int start, int length, bool isText, out int value)
    {
        var parsed = _parser.Parse(bytes, start, length, isText, out var wide);
        value = (int)wide;
        return parsed;
    }

    public Parsed ParseScalar(ReadOnlySpan<byte> text, bool isText, out int value)
    {
        var parsed = _parser.ParseScalar(text, isText, out var wide);
        value = (int)wide;
        return parsed;
    }
}
