using Tally.Engine.Formats.Values;

namespace Tally.Engine.Formats.OrderLog;

/// <summary>What a slice of an order-log record means: text; a group starts with its bracket.</summary>
readonly struct OrderLogSyntax : ISyntax
{
    public bool IsText(byte[] bytes, int start) => true;
    public bool IsNested(byte[] bytes, int start) => bytes[start] == '[';
    public int MaxRewrittenLength(byte[] bytes, ValueSlice slice) => slice.Length;

    public int Rewrite(byte[] bytes, ValueSlice slice, Span<byte> text)
    {
        var raw = bytes.AsSpan(slice.Start, slice.Length);
        if (!IsNested(bytes, slice.Start)) return OrderLogText.Unescape(raw, text);
        raw.CopyTo(text);
        return raw.Length;
    }

    /// <summary>The slice of a value: NULL when it is empty.</summary>
    public static ValueSlice Slice(ReadOnlySpan<byte> bytes, int start, int end)
    {
        if (start >= end) return ValueSlice.Null;
        var isPlain = bytes[start] != '[' && !bytes[start..end].Contains((byte)'\\');
        return isPlain ? ValueSlice.Plain(start, end - start) : ValueSlice.Rewritten(start, end - start);
    }
}
