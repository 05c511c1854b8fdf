using System.Globalization;

namespace Tally.Engine.Formats.Values;

/// <summary>Writes decimals as Flink's JSON does: plain with all digits of the scale, or without trailing zeros and with an exponent where that is shorter.</summary>
static class DecimalWriter
{
    /// <summary>Writes into <paramref name="text"/>, which has room for 64 bytes, and gives the length.</summary>
    public static int Write(Span<byte> text, Int128 unscaled, int scale, bool isPlain)
    {
        if (!isPlain)
            while (unscaled != 0 && unscaled % 10 == 0) (unscaled, scale) = (unscaled / 10, scale - 1);
        if (unscaled == 0 && !isPlain) scale = 0;
        Span<byte> digits = stackalloc byte[40];
        Int128.Abs(unscaled).TryFormat(digits, out var count, default, CultureInfo.InvariantCulture);
        var length = 0;
        if (unscaled < 0) text[length++] = (byte)'-';
        // java.math.BigDecimal: an exponent for negative scales and for more than six zeros behind the point.
        var exponent = count - 1L - scale;
        if (!isPlain && (scale < 0 || exponent < -6)) return WriteScientific(text, length, digits[..count], exponent);
        return WritePlain(text, length, digits[..count], scale);
    }

    static int WritePlain(Span<byte> text, int length, ReadOnlySpan<byte> digits, int scale)
    {
        var whole = digits.Length - scale;
        if (whole <= 0) text[length++] = (byte)'0';
        for (var i = Math.Min(whole, 0); i < digits.Length; i++)
        {
            if (i == whole) text[length++] = (byte)'.';
            text[length++] = i < 0 ? (byte)'0' : digits[i];
        }
        return length;
    }

    static int WriteScientific(Span<byte> text, int length, ReadOnlySpan<byte> digits, long exponent)
    {
        text[length++] = digits[0];
        if (digits.Length > 1)
        {
            text[length++] = (byte)'.';
            digits[1..].CopyTo(text[length..]);
            length += digits.Length - 1;
        }
        text[length++] = (byte)'E';
        if (exponent > 0) text[length++] = (byte)'+';
        exponent.TryFormat(text[length..], out var written, default, CultureInfo.InvariantCulture);
        return length + written;
    }
}
