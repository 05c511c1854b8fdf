using Tally.Engine.Formats.Values;

namespace Tally.Engine.Formats.Json;

/// <summary>What a slice of a JSON record means: text when a quote stands before it.</summary>
readonly struct JsonSyntax : ISyntax
{
    public bool IsText(byte[] bytes, int start) => start > 0 && bytes[start - 1] == '"';

    public bool IsNested(byte[] bytes, int start) => !IsText(bytes, start) && bytes[start] is (byte)'{' or (byte)'[';

    public int MaxRewrittenLength(byte[] bytes, ValueSlice slice) =>
        IsNested(bytes, slice.Start) ? JsonCompactor.MaxLength(slice.Length) : slice.Length;

    public int Rewrite(byte[] bytes, ValueSlice slice, Span<byte> text)
    {
        var raw = bytes.AsSpan(slice.Start, slice.Length);
        return IsNested(bytes, slice.Start) ? JsonCompactor.Write(raw, text) : JsonUnescape.Unescape(raw, text);
    }
}
