using Tally.Engine.Formats.Values;

namespace Tally.Engine.Formats.Json;

/// <summary>Writes a nested value that is known to be well formed as Flink shows it in a STRING column: no spaces, numbers as Java writes
/// them.</summary>
static class JsonCompactor
{
    // The longest growth: 9e6 becomes 9000000.0, and a letter between quotes stays what it is.
    const int Growth = 4, Slack = 32;

    /// <summary>How many bytes the compact text may have.</summary>
    public static int MaxLength(int rawLength) => checked(rawLength * Growth + Slack);

    /// <summary>Writes the compact text and returns its length.</summary>
    public static int Write(ReadOnlySpan<byte> raw, Span<byte> text)
    {
        var written = 0;
        for (var at = 0; at < raw.Length;)
        {
            if (raw[at] == '"') written += WriteString(raw, ref at, text[written..]);
            else if (raw[at] == '-' || Digits.IsDigit(raw[at])) written += WriteNumber(raw, ref at, text[written..]);
            else if (raw[at] <= ' ') at++;
            else text[written++] = raw[at++];
        }
        return written;
    }

    static int WriteString(ReadOnlySpan<byte> raw, ref int at, Span<byte> text)
    {
        var start = ++at;
        var hasEscapes = false;
        for (; raw[at] != '"'; at++)
        {
            if (raw[at] != '\\') continue;
            hasEscapes = true;
            at++;
        }
        var content = raw[start..at++];
        text[0] = (byte)'"';
        var written = 1 + (hasEscapes ? WriteEscaped(content, text[1..]) : content.Length);
        if (!hasEscapes) content.CopyTo(text[1..]);
        text[written] = (byte)'"';
        return written + 1;
    }

    /// <summary>Writes each character in its shortest form.</summary>
    static int WriteEscaped(ReadOnlySpan<byte> content, Span<byte> text)
    {
        var plain = new byte[content.Length];
        return JsonEscape.Write(plain.AsSpan(0, JsonUnescape.Unescape(content, plain)), text);
    }

    /// <summary>Writes an integer as it stands; what has a fraction or exponent is a double.</summary>
    static int WriteNumber(ReadOnlySpan<byte> raw, ref int at, Span<byte> text)
    {
        var start = at;
        while (at < raw.Length && (Digits.IsDigit(raw[at]) || raw[at] is (byte)'-' or (byte)'+' or (byte)'.' or (byte)'e' or (byte)'E'))
            at++;
        var number = raw[start..at];
        if (number.IndexOfAny((byte)'.', (byte)'e', (byte)'E') >= 0 && DoubleParser.ParseNumber(number, out var value) == Parsed.Value
            && double.IsFinite(value)) return DoubleText.Write(value, text);
        number.CopyTo(text);
        return number.Length;
    }
}
