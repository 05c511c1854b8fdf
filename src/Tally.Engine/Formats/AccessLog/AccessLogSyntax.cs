using System.Buffers;
using System.Text;
using Tally.Engine.Formats.Values;

namespace Tally.Engine.Formats.AccessLog;

/// <summary>What a slice of an access-log line means: text, with the escapes of Apache and nginx; bytes that are no UTF-8 become
/// U+FFFD.</summary>
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
            else if (escaped == 'u' && TryReadUnit(raw[(i + 1)..], out var unit)) i += Encode(raw, i, unit, text, ref written);
            else text[written++] = Character(escaped);
        }
        return written;
    }

    static byte Character(byte escaped) => escaped switch
    {
        (byte)'n' => (byte)'\n', (byte)'r' => (byte)'\r', (byte)'t' => (byte)'\t', (byte)'b' => 8, (byte)'v' => 11, (byte)'f' => 12,
        _ => escaped,
    };

    /// <summary>Writes what \uHHHH, or a pair of them, means; gives how many more bytes of the text that takes.</summary>
    static int Encode(ReadOnlySpan<byte> raw, int at, char unit, Span<byte> text, ref int written)
    {
        var isPair = char.IsHighSurrogate(unit) && raw[(at + 5)..].StartsWith("\\u"u8) && TryReadUnit(raw[(at + 7)..], out var low)
            && char.IsLowSurrogate(low);
        TryReadUnit(raw[Math.Min(raw.Length, at + 7)..], out var second);
        var rune = isPair ? new Rune(unit, second) : Rune.TryCreate(unit, out var one) ? one : Rune.ReplacementChar;
        written += rune.EncodeToUtf8(text[written..]);
        return isPair ? 10 : 4;
    }

    static bool TryReadUnit(ReadOnlySpan<byte> text, out char unit)
    {
        unit = '\0';
        if (text.Length < 4) return false;
        for (var i = 0; i < 4; i++)
        {
            if (Hex(text[i]) is not (>= 0 and var digit)) return false;
            unit = (char)(unit << 4 | digit);
        }
        return true;
    }

    static int Hex(byte digit) => char.IsAsciiHexDigit((char)digit) ? Digits.IsDigit(digit) ? digit - '0' : (digit | 0x20) - 'a' + 10 : -1;
}
