namespace Tally.Engine.Formats.Values;

/// <summary>The bytes of one record while it is written; reused for the next.</summary>
sealed class RowBuffer
{
    byte[] _bytes = new byte[512];

    /// <summary>The number of bytes written.</summary>
    public int Count { get; private set; }

    /// <summary>The bytes written.</summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Count);

    public void Clear() => Count = 0;

    /// <summary>Takes back what was written behind a count.</summary>
    public void Truncate(int count) => Count = count;

    /// <summary>Room for at least <paramref name="length"/> bytes; <see cref="Advance"/> then says how many were used.</summary>
    public Span<byte> Reserve(int length)
    {
        if (_bytes.Length - Count < length) Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, checked(Count + length)));
        return _bytes.AsSpan(Count);
    }

    public void Advance(int length) => Count += length;

    public void Write(byte value)
    {
        Reserve(1)[0] = value;
        Count++;
    }

    public void Write(ReadOnlySpan<byte> value)
    {
        value.CopyTo(Reserve(value.Length));
        Count += value.Length;
    }
}
