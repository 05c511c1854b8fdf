using System.Buffers;
using System.Text;
using Tally.Engine.Columns;

namespace Tally.Engine.Expressions.Kernels;

/// <summary>Where a text function writes the bytes of one row.</summary>
sealed class TextOutput : IBufferWriter<byte>
{
    /// <summary>The column that is written.</summary>
    public StringColumn Column = new();

    /// <summary>Where the row's bytes start in the column's buffer.</summary>
    public int Start;

    public void Write(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Column.Reserve(bytes.Length));
        Column.ByteCount += bytes.Length;
    }

    public void Write(byte value)
    {
        Column.Reserve(1)[0] = value;
        Column.ByteCount++;
    }

    public void Write(ReadOnlySpan<char> text)
    {
        var most = Encoding.UTF8.GetMaxByteCount(text.Length);
        Column.ByteCount += Encoding.UTF8.GetBytes(text, Column.Reserve(most));
    }

    public void Write(Rune rune) => Column.ByteCount += rune.EncodeToUtf8(Column.Reserve(4));

    public void Write(long value)
    {
        System.Buffers.Text.Utf8Formatter.TryFormat(value, Column.Reserve(20), out var written);
        Column.ByteCount += written;
    }

    /// <summary>What the row has so far.</summary>
    public Span<byte> Written => Column.Bytes.AsSpan(Start, Column.ByteCount - Start);

    public Span<byte> GetSpan(int sizeHint = 0) => Reserve(sizeHint);

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return Column.Bytes.AsMemory(Column.ByteCount);
    }

    public void Advance(int count) => Column.ByteCount += count;

    Span<byte> Reserve(int sizeHint)
    {
        Column.Reserve(Math.Max(sizeHint, 64));
        return Column.Bytes.AsSpan(Column.ByteCount);
    }
}
