namespace Tally.Engine.Formats.Values;

/// <summary>What a format's slices mean beyond their bytes. A struct, so that readers are compiled for it.</summary>
interface ISyntax
{
    /// <summary>Whether the value that starts here was written as text; false for a bare number or word of a format that knows the
    /// difference.</summary>
    bool IsText(byte[] bytes, int start);

    /// <summary>Whether the value that starts here holds other values; such a value converts only to text and to nested types.</summary>
    bool IsNested(byte[] bytes, int start);

    /// <summary>How many bytes <see cref="Rewrite"/> may need.</summary>
    int MaxRewrittenLength(byte[] bytes, ValueSlice slice);

    /// <summary>Writes the text that a slice stands for, escapes undone.</summary>
    /// <returns>The number of bytes written.</returns>
    int Rewrite(byte[] bytes, ValueSlice slice, Span<byte> text);
}

/// <summary>A format whose values are text as they stand.</summary>
readonly struct PlainSyntax : ISyntax
{
    public bool IsText(byte[] bytes, int start) => true;
    public bool IsNested(byte[] bytes, int start) => false;
    public int MaxRewrittenLength(byte[] bytes, ValueSlice slice) => slice.Length;

    public int Rewrite(byte[] bytes, ValueSlice slice, Span<byte> text)
    {
        bytes.AsSpan(slice.Start, slice.Length).CopyTo(text);
        return slice.Length;
    }
}
