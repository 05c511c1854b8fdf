namespace Tally.Engine.Formats.OrderLog;

// The order log.
//
// orderNumber: 17 | orderDate: 2025-11-11 00:00:00.123 | sku: [ skuName: Cup skuNum: 2; skuName: Mug skuNum: 1 ] | price: [ totalPrice:
// 30.00 ]
//
// A record is members between bars, a member a key and a value with a colon and a space between. A value in brackets is a group: pairs one
// after the other,
// or several entries of such pairs between semicolons. In a group a value reaches to the next key: a word that a colon and a space (or the
// end) follow.
// A backslash makes the next character an ordinary one. An empty value is NULL.

/// <summary>Cuts an order-log record into its parts.</summary>
static class OrderLogText
{
    /// <summary>The next of these bytes that no backslash stands before, or the end.</summary>
    public static int Find(ReadOnlySpan<byte> bytes, int position, byte wanted)
    {
        for (; position < bytes.Length && bytes[position] != wanted; position++)
            if (bytes[position] == '\\') position++;
        return Math.Min(position, bytes.Length);
    }

    /// <summary>Passes spaces.</summary>
    public static int SkipSpace(ReadOnlySpan<byte> bytes, int position)
    {
        while (position < bytes.Length && bytes[position] is (byte)' ' or (byte)'\t') position++;
        return position;
    }

    /// <summary>The end of a value without the spaces behind it.</summary>
    public static int TrimEnd(ReadOnlySpan<byte> bytes, int start, int end)
    {
        while (end > start && bytes[end - 1] is (byte)' ' or (byte)'\t' && !(end - 1 > start && bytes[end - 2] == '\\')) end--;
        return end;
    }

    /// <summary>Finds the next key at or behind a position of a group: a word before a colon that a space or the end follows.</summary>
    /// <returns>Start and end of the word, or the end twice.</returns>
    public static (int Start, int End) FindKey(ReadOnlySpan<byte> bytes, int position)
    {
        for (var colon = Find(bytes, position, (byte)':'); colon < bytes.Length; colon = Find(bytes, colon + 1, (byte)':'))
        {
            if (colon + 1 < bytes.Length && bytes[colon + 1] is not ((byte)' ' or (byte)'\t')) continue;
            var start = colon;
            while (start > position
                && (char.IsAsciiLetterOrDigit((char)bytes[start - 1]) || bytes[start - 1] is (byte)'_' or (byte)'-' or >= 0x80)) start--;
            if (start < colon && (start == position || bytes[start - 1] is (byte)' ' or (byte)'\t')) return (start, colon);
        }
        return (bytes.Length, bytes.Length);
    }

    /// <summary>Undoes the escapes; \n and \r are line ends.</summary>
    public static int Unescape(ReadOnlySpan<byte> raw, Span<byte> text)
    {
        var written = 0;
        for (var i = 0; i < raw.Length; i++)
        {
            if (raw[i] == '\\' && i + 1 < raw.Length)
                text[written++] = raw[++i] switch { (byte)'n' => (byte)'\n', (byte)'r' => (byte)'\r', var escaped => escaped };
            else text[written++] = raw[i];
        }
        return written;
    }

    /// <summary>Whether a backslash must stand before a byte: what ends values, and the colon of what looks like a key.</summary>
    public static bool NeedsEscape(byte value) =>
        value is (byte)'\\' or (byte)'|' or (byte)';' or (byte)'[' or (byte)']' or (byte)':' or (byte)'\n' or (byte)'\r';
}
