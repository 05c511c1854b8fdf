using Tally.Engine.Formats.Values;

namespace Tally.Engine.Formats.Csv;

/// <summary>What a slice of a CSV record means: always text; one that must be rewritten starts with its opening quote, if it has
/// one.</summary>
readonly struct CsvSyntax(CsvDialect dialect) : ISyntax
{
    public bool IsText(byte[] bytes, int start) => true;
    public bool IsNested(byte[] bytes, int start) => false;
    public int MaxRewrittenLength(byte[] bytes, ValueSlice slice) => slice.Length;

    public int Rewrite(byte[] bytes, ValueSlice slice, Span<byte> text)
    {
        var raw = bytes.AsSpan(slice.Start, slice.Length);
        var isQuoted = raw.Length > 0 && raw[0] == dialect.Quote;
        var written = 0;
        for (var i = isQuoted ? 1 : 0; i < raw.Length; i++)
        {
            if (raw[i] == dialect.Escape && i + 1 < raw.Length) text[written++] = Unescape(raw[++i]);
            else text[written++] = raw[i];
            if (isQuoted && raw[i] == dialect.Quote && i + 1 < raw.Length && raw[i + 1] == dialect.Quote
                && (i == 0 || raw[i - 1] != dialect.Escape)) i++;
        }
        return written;
    }

    static byte Unescape(byte value) => value switch
    {
        (byte)'0' => 0,
        (byte)'n' => (byte)'\n',
        (byte)'r' => (byte)'\r',
        (byte)'t' => (byte)'\t',
        _ => value,
    };
}
