using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Tally.Engine.Columns;

namespace Tally.Engine.State;

/// <summary>Reads what <see cref="StateWriter"/> wrote.</summary>
/// <exception cref="InvalidDataException">The state ends before it should; it belongs to another plan or version.</exception>
public sealed class StateReader(ReadOnlyMemory<byte> bytes)
{
    int _position;

    /// <summary>Whether everything was read.</summary>
    public bool AtEnd => _position == bytes.Length;

    public bool ReadBoolean() => ReadByte() != 0;

    public byte ReadByte() => Take(1)[0];

    public int ReadInt32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    public long ReadInt64() => BinaryPrimitives.ReadInt64LittleEndian(Take(8));

    public double ReadDouble() => BitConverter.Int64BitsToDouble(ReadInt64());

    public Int128 ReadInt128() => BinaryPrimitives.ReadInt128LittleEndian(Take(16));

    /// <summary>A run of bytes; valid as long as the memory given to the reader.</summary>
    public ReadOnlySpan<byte> ReadBytes() => Take(ReadInt32());

    public string ReadString() => Encoding.UTF8.GetString(ReadBytes());

    /// <summary>Bytes that <see cref="StateWriter.WriteBase64"/> wrote.</summary>
    public byte[] ReadBase64() => Convert.FromBase64String(ReadString());

    public T[] ReadArray<T>() where T : unmanaged => MemoryMarshal.Cast<byte, T>(ReadBytes()).ToArray();

    /// <summary>Reads a column into an empty one of the same shape.</summary>
    public void Read(Column into) => ColumnState.Read(this, into);

    ReadOnlySpan<byte> Take(int count)
    {
        if (count < 0 || bytes.Length - _position < count)
            throw new InvalidDataException(
                $"the state ends at byte {bytes.Length}, {count} more bytes were expected at {_position}: it was written by another plan "
                    + "or version");
        var span = bytes.Span.Slice(_position, count);
        _position += count;
        return span;
    }
}
