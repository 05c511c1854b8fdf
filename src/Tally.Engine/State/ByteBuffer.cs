using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Tally.Engine.State;

/// <summary>A run of bytes that grows; reused from row to row.</summary>
sealed class ByteBuffer
{
    byte[] _bytes = new byte[256];

    /// <summary>How many bytes are written.</summary>
    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    public void Clear() => Length = 0;

    /// <summary>Room for <paramref name="count"/> more bytes, which count as written.</summary>
    public Span<byte> Take(int count)
    {
        if (_bytes.Length - Length < count) Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + count));
        Length += count;
        return _bytes.AsSpan(Length - count, count);
    }

    /// <summary>Turns every bit from <paramref name="start"/> on around.</summary>
    public void Invert(int start)
    {
        foreach (ref var value in _bytes.AsSpan(start, Length - start)) value = (byte)~value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write<T>(T value) where T : unmanaged => MemoryMarshal.Write(Take(Unsafe.SizeOf<T>()), in value);

    public void Write(ReadOnlySpan<byte> value) => value.CopyTo(Take(value.Length));
}
