using System.Text;
using Tally.Engine.Formats.Values;

namespace Tally.Engine.Formats.Json;

/// <summary>Undoes the escapes of JSON strings that are known to be well formed.</summary>
static class JsonUnescape
{
    /// <summary>Writes the text of what stands between two quotes; never more bytes than it has. Half of a surrogate pair becomes a
    /// question mark.</summary>
    public static int Unescape(ReadOnlySpan<byte> raw, Span<byte> text)
    {
        var written = 0;
        while (raw.IndexOf((byte)'\\') is >= 0 and var plain)
        {
            raw[..plain].CopyTo(text[written..]);
            written += plain;
            raw = raw[(plain + 1)..];
            if (raw[0] == 'u') written += Encode(ref raw, text[written..]);
            else
            {
                text[written++] = Unescape(raw[0]);
                raw = raw[1..];
            }
        }
        raw.CopyTo(text[written..]);
        return written + raw.Length;
    }

    static byte Unescape(byte escape) => escape switch
    {
        (byte)'b' => (byte)'\b',
        (byte)'f' => (byte)'\f',
        (byte)'n' => (byte)'\n',
        (byte)'r' => (byte)'\r',
        (byte)'t' => (byte)'\t',
        _ => escape,
    };

    /// <summary>Writes the character of \uXXXX, or of two of them that make a pair; the text stands at the u.</summary>
    static int Encode(ref ReadOnlySpan<byte> raw, Span<byte> text)
    {
        var first = ReadHex(raw);
        raw = raw[5..];
        if (Rune.TryCreate(first, out var rune)) return rune.EncodeToUtf8(text);
        if (raw.Length >= 6 && raw[0] == '\\' && raw[1] == 'u' && Rune.TryCreate(first, ReadHex(raw[1..]), out rune))
        {
            raw = raw[6..];
            return rune.EncodeToUtf8(text);
        }
        text[0] = (byte)'?';
        return 1;
    }

    static char ReadHex(ReadOnlySpan<byte> raw)
    {
        var value = 0;
        for (var i = 1; i <= 4; i++) value = value << 4 | (Digits.IsDigit(raw[i]) ? raw[i] - '0' : (raw[i] | 0x20) - 'a' + 10);
        return (char)value;
    }
}
