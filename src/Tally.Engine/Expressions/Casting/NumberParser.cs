using System.Globalization;
using System.Numerics;
using Tally.Engine.Expressions.Arithmetic;

namespace Tally.Engine.Expressions.Casting;

/// <summary>Text to numbers by the rules of Flink's CAST: spaces around are ignored, integers take no exponent, a fraction is
/// cut.</summary>
static class NumberParser
{
    const int MaxDigits = 400;
    const int ShortDigits = 18;

    public static ReadOnlySpan<byte> TrimSpaces(ReadOnlySpan<byte> text) => text.Trim((byte)' ');

    /// <summary>An integer of at most the given range.</summary>
    public static bool TryInteger(ReadOnlySpan<byte> text, long least, long most, out long value)
    {
        text = TrimSpaces(text);
        value = 0;
        var negative = text.Length > 0 && text[0] == '-';
        if (negative || (text.Length > 0 && text[0] == '+')) text = text[1..];
        if (text.IsEmpty) return false;
        var point = text.IndexOf((byte)'.');
        var whole = point < 0 ? text : text[..point];
        if (point >= 0 && text[(point + 1)..].ContainsAnyExceptInRange((byte)'0', (byte)'9')) return false;
        Int128 magnitude = 0;
        foreach (var c in whole)
        {
            if (c is < (byte)'0' or > (byte)'9') return false;
            magnitude = magnitude * 10 + (c - '0');
            if (magnitude > (Int128)long.MaxValue + 1) return false;
        }
        var signed = negative ? -magnitude : magnitude;
        if (signed < least || signed > most) return false;
        value = (long)signed;
        return true;
    }

    /// <summary>A number with optional fraction and exponent, rounded half up to a scale; false when it is none or has too many
    /// digits.</summary>
    public static bool TryDecimal(ReadOnlySpan<byte> text, int precision, int scale, out Int128 value)
    {
        value = 0;
        text = TrimSpaces(text);
        if (!TrySplit(text, out var negative, out var whole, out var fraction, out var exponent)) return false;
        if (whole.Length + fraction.Length > MaxDigits || Math.Abs(exponent) > MaxDigits) return false;
        // As in Flink a short text for a DECIMAL of up to 18 digits is not moved by more than 18 places.
        if (precision <= ShortDigits && text.Length <= ShortDigits && Math.Abs(scale - fraction.Length + exponent) > ShortDigits)
            return false;
        if (whole.Length + fraction.Length <= 36)
        {
            Int128 digits = 0;
            foreach (var c in whole) digits = digits * 10 + (c - '0');
            foreach (var c in fraction) digits = digits * 10 + (c - '0');
            return TryScale(negative ? -digits : digits, fraction.Length - exponent, precision, scale, out value);
        }
        var big = BigInteger.Parse(System.Text.Encoding.ASCII.GetString(whole) + System.Text.Encoding.ASCII.GetString(fraction),
            CultureInfo.InvariantCulture);
        return TryScale(negative ? -big : big, fraction.Length - exponent, precision, scale, out value);
    }

    static bool TryScale(BigInteger digits, int digitsScale, int precision, int scale, out Int128 value)
    {
        if (digitsScale < 0) (digits, digitsScale) = (digits * BigInteger.Pow(10, -digitsScale), 0);
        return DecimalMath.TryRescale(digits, digitsScale, scale, precision, out value);
    }

    static bool TryScale(Int128 digits, int digitsScale, int precision, int scale, out Int128 value) =>
        digitsScale is >= 0 and <= 38 && Math.Abs(scale - digitsScale) <= 38
            ? DecimalMath.TryRescale(digits, digitsScale, scale, precision, out value)
            : TryScale((BigInteger)digits, digitsScale, precision, scale, out value);

    /// <summary>A floating number as Java reads it: NaN, Infinity, an exponent, a trailing d or f; what is too large is Infinity.</summary>
    public static bool TryDouble(ReadOnlySpan<byte> text, out double value)
    {
        text = TrimWhite(text);
        value = 0;
        var unsigned = text.Length > 0 && text[0] is (byte)'-' or (byte)'+' ? text[1..] : text;
        if (unsigned.SequenceEqual("NaN"u8)) value = double.NaN;
        else if (unsigned.SequenceEqual("Infinity"u8)) value = text[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
        else
        {
            if (text.Length > 0 && text[^1] is (byte)'d' or (byte)'D' or (byte)'f' or (byte)'F') text = text[..^1];
            if (!TrySplit(text, out var negative, out var whole, out var fraction, out var exponent)) return false;
            if (Math.Abs(exponent) == 1_000_000_000) value = Beyond(negative, exponent, whole, fraction);
            else return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
        }
        return true;
    }

    static double Beyond(bool negative, int exponent, ReadOnlySpan<byte> whole, ReadOnlySpan<byte> fraction)
    {
        var isZero = exponent < 0 || !(whole.ContainsAnyExcept((byte)'0') || fraction.ContainsAnyExcept((byte)'0'));
        return (negative ? -1 : 1) * (isZero ? 0.0 : double.PositiveInfinity);
    }

    static ReadOnlySpan<byte> TrimWhite(ReadOnlySpan<byte> text)
    {
        while (text.Length > 0 && text[0] <= ' ') text = text[1..];
        while (text.Length > 0 && text[^1] <= ' ') text = text[..^1];
        return text;
    }

    /// <summary>Sign, integer digits, fraction digits and exponent; false when the text has another form.</summary>
    static bool TrySplit(ReadOnlySpan<byte> text, out bool negative, out ReadOnlySpan<byte> whole, out ReadOnlySpan<byte> fraction,
        out int exponent)
    {
        whole = default;
        fraction = default;
        exponent = 0;
        negative = text.Length > 0 && text[0] == '-';
        if (negative || (text.Length > 0 && text[0] == '+')) text = text[1..];
        var mark = text.IndexOfAny((byte)'e', (byte)'E');
        if (mark >= 0)
        {
            var digits = text[(mark + 1)..];
            if (!TryExponent(digits, out exponent)) return false;
            text = text[..mark];
        }
        var point = text.IndexOf((byte)'.');
        whole = point < 0 ? text : text[..point];
        fraction = point < 0 ? default : text[(point + 1)..];
        return whole.Length + fraction.Length > 0
            && !whole.ContainsAnyExceptInRange((byte)'0', (byte)'9') && !fraction.ContainsAnyExceptInRange((byte)'0', (byte)'9');
    }

    /// <summary>A whole number with or without a sign; one beyond a billion counts as a billion, for no number is that large or
    /// small.</summary>
    static bool TryExponent(ReadOnlySpan<byte> text, out int exponent)
    {
        exponent = 0;
        var negative = text.Length > 0 && text[0] == '-';
        if (text.Length > 0 && text[0] is (byte)'-' or (byte)'+') text = text[1..];
        if (text.IsEmpty || text.ContainsAnyExceptInRange((byte)'0', (byte)'9')) return false;
        foreach (var c in text) exponent = (int)Math.Min(1_000_000_000, exponent * 10L + (c - '0'));
        if (negative) exponent = -exponent;
        return true;
    }

    /// <summary>true, t, yes, y, 1 or false, f, no, n, 0 in any case.</summary>
    public static bool TryBoolean(ReadOnlySpan<byte> text, out bool value)
    {
        Span<byte> lower = stackalloc byte[5];
        value = false;
        if (text.Length is 0 or > 5) return false;
        for (var i = 0; i < text.Length; i++) lower[i] = (byte)(text[i] is >= (byte)'A' and <= (byte)'Z' ? text[i] | 0x20 : text[i]);
        lower = lower[..text.Length];
        value = lower.SequenceEqual("true"u8) || lower.SequenceEqual("t"u8) || lower.SequenceEqual("yes"u8) || lower.SequenceEqual("y"u8)
            || lower.SequenceEqual("1"u8);
        return value || lower.SequenceEqual("false"u8) || lower.SequenceEqual("f"u8) || lower.SequenceEqual("no"u8)
            || lower.SequenceEqual("n"u8)
            || lower.SequenceEqual("0"u8);
    }
}
