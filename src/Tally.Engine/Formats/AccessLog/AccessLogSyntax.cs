using System.Buffers;
using System.Text;
using Tally.Engine.Formats.Values;

namespace Tally.Engine.Formats.AccessLog;

/// <summary>What a slice of an access-log line means: text, with the escapes of Apache and nginx; bytes that are no UTF-8 become U+FFFD.</summary>
readonly struct AccessLogSyntax : ISyntax
{
    public bool IsText(byte[] bytes, int start) => true;
    public bool IsNested(byte[] bytes, int start) => false;
    public int MaxRewrittenLength(byte[] bytes, ValueSlice slice) => checked(slice.Length * 3);

    public int Rewrite(byte[] bytes, ValueSlice slice, Span<byte> text)
    {
        var rented = ArrayPool<byte>.Shared.Rent(slice.Length);
        var rest = rented.AsSpan(0, Unescape(bytes.AsSpan(slice.Start, slice.Length), rented));
        var written = 0;
        while (!rest.IsEmpty)
        {
            Rune.DecodeFromUtf8(rest, out var rune, out var used);
            written += rune.EncodeToUtf8(text[written..]);
            rest = rest[used..];
        }
        ArrayPool<byte>.Shared.Return(rented);
        return written;
    }

    static int Unescape(ReadOnlySpan<byte> raw, Span<byte> text)
    {
        var written = 0;
        for (var i = 0; i < raw.Length; i++)
        {
            if (raw[i] != '\\' || i + 1 == raw.Length)
            {
                text[written++] = raw[i];
                continue;
            }
            var escaped = raw[++i];
            if (escaped == 'x' && i + 2 < raw.Length && Hex(raw[i + 1]) is >= 0 and var high && Hex(raw[i + 2]) is >= 0 and var low)
            {
                text[written++] = (byte)(high << 4 | low);
                i += 2;
            }
            else text[written++] = escaped switch { (byte)'n' => (byte)'\n', (byte)'r' => (byte)'\r', (byte)'t' => (byte)'\t', _ => escaped };
        }
        return written;
    }

    static int Hex(byte digit) => char.IsAsciiHexDigit((char)digit) ? Digits.IsDigit(digit) ? digit - '0' : (digit | 0x20) - 'a' + 10 : -1;
}
