namespace Tally.Engine.Formats.Json;

/// <summary>Writes text between JSON quotes: only quotes, backslashes and control characters are escaped.</summary>
static class JsonEscape
{
    /// <summary>How many bytes a text may become.</summary>
    public static int MaxLength(int length) => checked(length * 6);

    /// <summary>Writes the text without quotes and returns its length.</summary>
    public static int Write(ReadOnlySpan<byte> value, Span<byte> text)
    {
        var written = 0;
        foreach (var next in value)
        {
            var letter = Letter(next);
            if (letter == 0)
            {
                text[written++] = next;
                continue;
            }
            text[written++] = (byte)'\\';
            text[written++] = letter;
            if (letter != 'u') continue;
            "00"u8.CopyTo(text[written..]);
            text[written + 2] = Hex(next >> 4);
            text[written + 3] = Hex(next & 15);
            written += 4;
        }
        return written;
    }

    /// <summary>What stands behind the backslash for a byte, or 0 when it needs none.</summary>
    static byte Letter(byte value) => value switch
    {
        (byte)'"' or (byte)'\\' => value,
        >= 0x20 => 0,
        (byte)'\b' => (byte)'b',
        (byte)'\f' => (byte)'f',
        (byte)'\n' => (byte)'n',
        (byte)'\r' => (byte)'r',
        (byte)'\t' => (byte)'t',
        _ => (byte)'u',
    };

    static byte Hex(int value) => (byte)"0123456789ABCDEF"[value];
}
