using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Tally.Engine.Columns;

namespace Tally.Engine.State;

/// <summary>Writes operator state as little-endian bytes; <see cref="StateReader"/> reads them in the same order.</summary>
public sealed class StateWriter
{
    readonly ArrayBufferWriter<byte> _buffer = new();

    /// <summary>Everything written so far.</summary>
    public ReadOnlyMemory<byte> Written => _buffer.WrittenMemory;

    public void Write(bool value) => Write((byte)(value ? 1 : 0));

    public void Write(byte value)
    {
        _buffer.GetSpan(1)[0] = value;
        _buffer.Advance(1);
    }

    public void Write(int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(_buffer.GetSpan(4), value);
        _buffer.Advance(4);
    }

    public void Write(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(_buffer.GetSpan(8), value);
        _buffer.Advance(8);
    }

    public void Write(double value) => Write(BitConverter.DoubleToInt64Bits(value));

    public void Write(Int128 value)
    {
        BinaryPrimitives.WriteInt128LittleEndian(_buffer.GetSpan(16), value);
        _buffer.Advance(16);
    }

    public void Write(ReadOnlySpan<byte> value)
    {
        Write(value.Length);
        _buffer.Write(value);
    }

    public void Write(string value) => Write(Encoding.UTF8.GetBytes(value));

    /// <summary>A count and the raw values.</summary>
    public void Write<T>(ReadOnlySpan<T> values) where T : unmanaged => Write(MemoryMarshal.AsBytes(values));

    /// <summary>A whole column: nulls and values.</summary>
    public void Write(Column column) => ColumnState.Write(this, column);
}
