using System.Buffers.Text;
using System.Globalization;
using Tally.Engine.Expressions.Kernels;

namespace Tally.Engine.Expressions.Casting;

/// <summary>Numbers as text: DECIMAL with all digits of its scale, floating numbers as Java writes them.</summary>
static class NumberText
{
    /// <summary>Writes digits with a point before the last <paramref name="scale"/> ones; gives the length (at most 41).</summary>
    public static int WriteDecimal(Int128 value, int scale, Span<byte> output)
    {
        Span<byte> digits = stackalloc byte[48];
        var magnitude = Int128.IsNegative(value) ? (UInt128)(-value) : (UInt128)value;
        var at = digits.Length;
        for (var written = 0; magnitude != 0 || written <= scale; written++)
        {
            if (magnitude <= ulong.MaxValue)
            {
                var (rest, digit) = Math.DivRem((ulong)magnitude, 10);
                (digits[--at], magnitude) = ((byte)('0' + digit), rest);
            }
            else
            {
                var (rest, digit) = UInt128.DivRem(magnitude, 10);
                (digits[--at], magnitude) = ((byte)('0' + (int)digit), rest);
            }
        }
        var length = 0;
        if (Int128.IsNegative(value)) output[length++] = (byte)'-';
        var whole = digits.Length - at - scale;
        digits[at..(at + whole)].CopyTo(output[length..]);
        length += whole;
        if (scale == 0) return length;
        output[length++] = (byte)'.';
        digits[(at + whole)..].CopyTo(output[length..]);
        return length + scale;
    }

    public static string Decimal(Int128 value, int scale)
    {
        Span<byte> text = stackalloc byte[64];
        return System.Text.Encoding.ASCII.GetString(text[..WriteDecimal(value, scale, text)]);
    }

    /// <summary>Writes a DOUBLE as Java does: shortest digits, always a point, an exponent from 1.0E7 up and below 0.001; gives the length
    /// (at most 32).</summary>
    public static int WriteDouble(double value, Span<byte> output)
    {
        Span<byte> shortest = stackalloc byte[40];
        if (!double.IsFinite(value)) return WriteSpecial(value, output);
        value.TryFormat(shortest, out var length, "R", CultureInfo.InvariantCulture);
        if (HasOneDigit(shortest[..length]))
            length = NearerOfTwo(value, shortest, length, text => double.Parse(text, CultureInfo.InvariantCulture) == value);
        return WriteJava(shortest[..length], output);
    }

    static bool HasOneDigit(ReadOnlySpan<byte> shortest) => shortest.IndexOf((byte)'E') is 1 or 2 && shortest.IndexOf((byte)'.') < 0;

    /// <summary>Java takes the nearest of two digits where one would do: 4.9E-324, not 5E-324.</summary>
    static int NearerOfTwo(double value, Span<byte> shortest, int length, Func<ReadOnlySpan<byte>, bool> isSame)
    {
        Span<byte> two = stackalloc byte[40];
        value.TryFormat(two, out var twoLength, "E1", CultureInfo.InvariantCulture);
        if (!isSame(two[..twoLength])) return length;
        two[..twoLength].CopyTo(shortest);
        return twoLength;
    }

    /// <summary>The same for FLOAT, with the digits that it needs.</summary>
    public static int WriteFloat(float value, Span<byte> output)
    {
        if (!float.IsFinite(value)) return WriteSpecial(value, output);
        Span<byte> shortest = stackalloc byte[40];
        value.TryFormat(shortest, out var length, "R", CultureInfo.InvariantCulture);
        if (HasOneDigit(shortest[..length]))
            length = NearerOfTwo(value, shortest, length, text => float.Parse(text, CultureInfo.InvariantCulture) == value);
        return WriteJava(shortest[..length], output);
    }

    static int WriteSpecial(double value, Span<byte> output)
    {
        var text = double.IsNaN(value) ? "NaN"u8 : value > 0 ? "Infinity"u8 : "-Infinity"u8;
        text.CopyTo(output);
        return text.Length;
    }

    /// <summary>Rearranges digits and exponent of a shortest form.</summary>
    static int WriteJava(ReadOnlySpan<byte> shortest, Span<byte> output)
    {
        Span<byte> digits = stackalloc byte[24];
        var (count, exponent, negative) = Digits(shortest, digits);
        var length = 0;
        if (negative) output[length++] = (byte)'-';
        if (count == 0)
        {
            "0.0"u8.CopyTo(output[length..]);
            return length + 3;
        }
        // The value is 0.d1d2d3… × 10^exponent.
        if (exponent is > -3 and <= 7) return WritePlain(digits[..count], exponent, output, length);
        length = WritePlain(digits[..count], 1, output, length);
        output[length++] = (byte)'E';
        Utf8Formatter.TryFormat(exponent - 1, output[length..], out var written);
        return length + written;
    }

    static int WritePlain(ReadOnlySpan<byte> digits, int point, Span<byte> output, int length)
    {
        if (point <= 0) output[length++] = (byte)'0';
        for (var i = 0; i < point; i++) output[length++] = i < digits.Length ? digits[i] : (byte)'0';
        output[length++] = (byte)'.';
        for (var i = point; i < 0; i++) output[length++] = (byte)'0';
        for (var i = Math.Max(0, point); i < digits.Length; i++) output[length++] = digits[i];
        if (digits.Length <= point) output[length++] = (byte)'0';
        return length;
    }

    /// <summary>The digits without leading and trailing zeros, and where the point stands before them.</summary>
    static (int Count, int Exponent, bool Negative) Digits(ReadOnlySpan<byte> text, Span<byte> digits)
    {
        var (count, point, exponent, seenPoint, negative) = (0, 0, 0, false, false);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '-') negative = true;
            else if (c == '.') seenPoint = true;
            else if (c == 'E')
            {
                exponent = int.Parse(text[(i + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
                break;
            }
            else
            {
                if (!seenPoint && (count > 0 || c != '0')) point++;
                if (count > 0 || c != '0') digits[count++] = c;
                else if (seenPoint) point--;
            }
        }
        while (count > 0 && digits[count - 1] == '0') count--;
        return (count, point + exponent, negative);
    }
}
