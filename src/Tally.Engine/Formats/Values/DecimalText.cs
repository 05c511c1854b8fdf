namespace Tally.Engine.Formats.Values;

/// <summary>The parts of a decimal number in text: sign, digits, where the point is after the exponent is applied. Exact; nothing passes
/// through a double.</summary>
readonly ref struct DecimalText
{
    const int MaxExponent = 1_000_000_000;

    // From the first significant digit on; may hold one point.
    readonly ReadOnlySpan<byte> _digits;
    readonly bool _isNegative;

    // How many digits stand before the point when the number is written without exponent; negative for zeros behind the point.
    readonly long _wholeDigits;

    DecimalText(ReadOnlySpan<byte> digits, bool isNegative, long wholeDigits)
    {
        _digits = digits;
        _isNegative = isNegative;
        _wholeDigits = wholeDigits;
    }

    /// <summary>Reads [+-]digits[.digits][e[+-]digits], where either side of the point may be empty.</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, out DecimalText result)
    {
        result = default;
        var isNegative = text.Length > 0 && text[0] == '-';
        if (isNegative || (text.Length > 0 && text[0] == '+')) text = text[1..];
        var mark = text.IndexOfAny((byte)'e', (byte)'E');
        long exponent = 0;
        if (mark >= 0 && !TryReadExponent(text[(mark + 1)..], out exponent)) return false;
        var digits = mark >= 0 ? text[..mark] : text;
        var point = digits.IndexOf((byte)'.');
        var whole = point < 0 ? digits.Length : point;
        if (digits.Length == 0 || (point >= 0 && digits.Length == 1)) return false;
        if (digits[..whole].IndexOfAnyExceptInRange((byte)'0', (byte)'9') >= 0) return false;
        if (point >= 0 && digits[(point + 1)..].IndexOfAnyExceptInRange((byte)'0', (byte)'9') >= 0) return false;
        var first = digits.IndexOfAnyInRange((byte)'1', (byte)'9');
        if (first < 0) first = digits.Length;
        result = new(digits[first..], isNegative, exponent + whole - (first > whole ? first - 1 : first));
        return true;
    }

    static bool TryReadExponent(ReadOnlySpan<byte> text, out long exponent)
    {
        exponent = 0;
        var isNegative = text.Length > 0 && text[0] == '-';
        if (isNegative || (text.Length > 0 && text[0] == '+')) text = text[1..];
        foreach (var digit in text)
        {
            if (!Digits.IsDigit(digit)) return false;
            exponent = Math.Min(exponent * 10 + (digit - '0'), MaxExponent);
        }
        if (isNegative) exponent = -exponent;
        return text.Length > 0;
    }

    /// <summary>The number times 10^scale, rounded half up; false when it needs more digits than the precision has.</summary>
    public bool TryScale(int precision, int scale, out Int128 value)
    {
        value = 0;
        var kept = _wholeDigits + scale;
        if (_digits.Length == 0 || kept < 0) return true;
        if (kept > precision) return false;
        var at = 0;
        for (; kept > 0; kept--) value = value * 10 + NextDigit(ref at);
        if (NextDigit(ref at) >= 5) value++;
        if (value >= Power(precision)) return false;
        if (_isNegative) value = -value;
        return true;
    }

    int NextDigit(ref int at)
    {
        if (at < _digits.Length && _digits[at] == '.') at++;
        return at < _digits.Length ? _digits[at++] - '0' : 0;
    }

    static Int128 Power(int exponent) => exponent <= 18 ? Digits.Powers[exponent] : (Int128)Digits.Powers[18] * Power(exponent - 18);
}
