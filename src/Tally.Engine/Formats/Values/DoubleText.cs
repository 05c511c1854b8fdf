using System.Globalization;

namespace Tally.Engine.Formats.Values;

/// <summary>Writes DOUBLE and FLOAT as Java does: the fewest digits that read back the same, 1.0E10 from ten million on and below a
/// thousandth.</summary>
static class DoubleText
{
    /// <summary>The most bytes that <see cref="Write(double, Span{byte})"/> needs.</summary>
    public const int MaxLength = 32;

    public static int Write(double value, Span<byte> text)
    {
        if (Math.Abs(value) is var size && (size == 0 || (size >= 1e-3 && size < 1e7) || !double.IsFinite(value)))
            return WritePlain(value, text);
        Span<byte> shortest = stackalloc byte[MaxLength];
        // Java wants two digits; only the smallest doubles have one that is not followed by a zero.
        value.TryFormat(shortest, out var length, size < 1e-320 ? "E1" : "R", CultureInfo.InvariantCulture);
        if (size < 1e-320 && double.Parse(shortest[..length], CultureInfo.InvariantCulture) != value)
            value.TryFormat(shortest, out length, "R", CultureInfo.InvariantCulture);
        return WriteScientific(shortest[..length], text);
    }

    public static int Write(float value, Span<byte> text)
    {
        if (Math.Abs(value) is var size && (size == 0 || (size >= 1e-3f && size < 1e7f) || !float.IsFinite(value)))
            return WritePlain(value, text);
        Span<byte> shortest = stackalloc byte[MaxLength];
        value.TryFormat(shortest, out var length, "R", CultureInfo.InvariantCulture);
        return WriteScientific(shortest[..length], text);
    }

    static int WritePlain<T>(T value, Span<byte> text) where T : IUtf8SpanFormattable
    {
        value.TryFormat(text, out var written, "R", CultureInfo.InvariantCulture);
        if (text[..written].IndexOfAny((byte)'.', (byte)'N', (byte)'I') >= 0) return written;
        ".0"u8.CopyTo(text[written..]);
        return written + 2;
    }

    /// <summary>Moves the point of a shortest form, with or without exponent, behind its first digit.</summary>
    static int WriteScientific(ReadOnlySpan<byte> shortest, Span<byte> text)
    {
        var written = 0;
        if (shortest[0] == '-')
        {
            text[written++] = (byte)'-';
            shortest = shortest[1..];
        }
        var mark = shortest.IndexOf((byte)'E');
        var exponent = mark < 0 ? 0 : int.Parse(shortest[(mark + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var number = mark < 0 ? shortest : shortest[..mark];
        var point = number.IndexOf((byte)'.');
        Span<byte> digits = stackalloc byte[MaxLength];
        var count = 0;
        foreach (var digit in number)
            if (digit != '.') digits[count++] = digit;
        var zeros = digits[..count].IndexOfAnyExcept((byte)'0');
        exponent += (point < 0 ? number.Length : point) - 1 - zeros;
        var significant = digits[zeros..count].TrimEnd((byte)'0');
        text[written++] = significant[0];
        text[written++] = (byte)'.';
        significant[1..].CopyTo(text[written..]);
        written += significant.Length - 1;
        if (significant.Length == 1) text[written++] = (byte)'0';
        text[written++] = (byte)'E';
        exponent.TryFormat(text[written..], out var exponentLength, default, CultureInfo.InvariantCulture);
        return written + exponentLength;
    }
}
