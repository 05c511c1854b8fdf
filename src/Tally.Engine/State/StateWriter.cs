using System.Buffers.Binary;
using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Text;
using Tally.Engine.Columns;

namespace Tally.Engine.State;

/// <summary>Writes operator state as little-endian bytes; <see cref="StateReader"/> reads them in the same order.</summary>
/// <remarks>The bytes lie in pieces that are never moved: a large state is written once, and not copied as it grows. <see cref="Clear"/>
/// keeps them for the next state.</remarks>
public sealed class StateWriter
{
    const int FirstPieceSize = 4 << 10, PieceSize = 256 << 10;

    readonly List<(byte[] Bytes, int Count)> _pieces = [];
    byte[] _bytes = [];
    int _count;
    int _next;

    /// <summary>A run of bytes whose length is not known yet: the place of its length, and of its first byte.</summary>
    public readonly record struct Block(int Piece, int At, long From);

    /// <summary>The number of bytes written so far.</summary>
    public long Length { get; private set; }

    /// <summary>Everything written so far, in pieces; valid until more is.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Pieces =>
        _pieces.Take(_next - 1).Select(piece => (ReadOnlyMemory<byte>)piece.Bytes.AsMemory(0, piece.Count))
            .Append(_bytes.AsMemory(0, _count));

    /// <summary>A copy of everything written so far.</summary>
    public byte[] ToArray()
    {
        var all = new byte[Length];
        var at = 0;
        foreach (var piece in Pieces)
        {
            piece.CopyTo(all.AsMemory(at));
            at += piece.Length;
        }
        return all;
    }

    /// <summary>Begins anew; the memory of what was written is used again, as far as it was needed.</summary>
    public void Clear()
    {
        _pieces.RemoveRange(_next, _pieces.Count - _next);
        (_bytes, _count, _next, Length) = ([], 0, 0, 0);
    }

    public void Write(bool value) => Write((byte)(value ? 1 : 0));

    public void Write(byte value) => Room(1)[0] = value;

    public void Write(int value) => BinaryPrimitives.WriteInt32LittleEndian(Room(4), value);

    public void Write(long value) => BinaryPrimitives.WriteInt64LittleEndian(Room(8), value);

    public void Write(double value) => Write(BitConverter.DoubleToInt64Bits(value));

    public void Write(Int128 value) => BinaryPrimitives.WriteInt128LittleEndian(Room(16), value);

    public void Write(ReadOnlySpan<byte> value)
    {
        Write(value.Length);
        while (value.Length > 0)
        {
            var part = value[..Math.Min(value.Length, Math.Max(1, _bytes.Length - _count))];
            part.CopyTo(Room(part.Length));
            value = value[part.Length..];
        }
    }

    public void Write(string value) => Write(Encoding.UTF8.GetBytes(value));

    /// <summary>Bytes as Base64 text, where the format of a state has had them so from the beginning.</summary>
    public void WriteBase64(ReadOnlySpan<byte> value)
    {
        var text = new byte[Base64.GetMaxEncodedToUtf8Length(value.Length)];
        Base64.EncodeToUtf8(value, text, out _, out _);
        Write(text);
    }

    /// <summary>A count and the raw values.</summary>
    public void Write<T>(ReadOnlySpan<T> values) where T : unmanaged => Write(MemoryMarshal.AsBytes(values));

    /// <summary>A whole column: nulls and values.</summary>
    public void Write(Column column) => ColumnState.Write(this, column);

    /// <summary>Begins a run of bytes that <see cref="StateReader.ReadBytes"/> reads as one.</summary>
    public Block Begin()
    {
        Write(0);
        return new(_next - 1, _count - 4, Length);
    }

    /// <summary>Ends it: now its length is known.</summary>
    public void End(Block block) =>
        BinaryPrimitives.WriteInt32LittleEndian((block.Piece == _next - 1 ? _bytes : _pieces[block.Piece].Bytes).AsSpan(block.At),
            checked((int)(Length - block.From)));

    Span<byte> Room(int length)
    {
        if (_bytes.Length - _count < length) StartPiece();
        var room = _bytes.AsSpan(_count, length);
        _count += length;
        Length += length;
        return room;
    }

    void StartPiece()
    {
        if (_next > 0) _pieces[_next - 1] = (_bytes, _count);
        if (_next == _pieces.Count) _pieces.Add((GC.AllocateUninitializedArray<byte>(_next == 0 ? FirstPieceSize : PieceSize), 0));
        (_bytes, _count) = (_pieces[_next++].Bytes, 0);
    }
}
