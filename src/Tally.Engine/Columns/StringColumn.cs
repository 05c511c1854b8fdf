using System.Runtime.CompilerServices;

namespace Tally.Engine.Columns;

/// <summary>A column of byte strings (text in UTF-8): slices of a buffer, or codes of a dictionary.</summary>
/// <remarks>Read a value through the indexer; only kernels that gain from it look at <see cref="Codes"/>.</remarks>
public sealed class StringColumn : Column
{
    /// <summary>The bytes of all values, unless the column holds codes; may be shared with other columns.</summary>
    public byte[] Bytes = [];

    /// <summary>How much of <see cref="Bytes"/> this column has written itself.</summary>
    public int ByteCount;

    /// <summary>Where each value starts.</summary>
    public int[] Starts = [];

    /// <summary>The length of each value in bytes.</summary>
    public int[] Lengths = [];

    /// <summary>The code of each value in <see cref="Dictionary"/>; null when the column holds slices.</summary>
    public int[]? Codes;

    /// <summary>What the codes stand for; replaced by a new object, never changed, when its codes are forgotten.</summary>
    public StringDictionary? Dictionary;

    /// <summary>The column's own buffer while <see cref="Bytes"/> is another's.</summary>
    byte[]? _own;

    /// <summary>The bytes of a value.</summary>
    public ReadOnlySpan<byte> this[int row]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Codes is { } codes ? Dictionary![codes[row]] : Bytes.AsSpan(Starts[row], Lengths[row]);
    }

    public override void Reset(int count)
    {
        ResetNulls(count);
        Codes = null;
        Dictionary = null;
        ByteCount = 0;
        if (_own is { } own) (Bytes, _own) = (own, null);
        if (Starts.Length >= count) return;
        Starts = new int[Math.Max(count, Starts.Length * 2)];
        Lengths = new int[Starts.Length];
    }

    /// <summary>Empties the column for <paramref name="count"/> codes.</summary>
    public void ResetCodes(int count, StringDictionary dictionary)
    {
        ResetNulls(count);
        if (Codes is null || Codes.Length < count) Codes = new int[Math.Max(count, 1024)];
        Dictionary = dictionary;
    }

    /// <summary>Lets the values lie in a buffer that is not the column's own: never written, copied when more is appended, given up at the
    /// next reset.</summary>
    public void Borrow(byte[] bytes)
    {
        _own ??= Bytes;
        Bytes = bytes;
        ByteCount = bytes.Length;
    }

    /// <summary>Copies bytes in as the value of a row.</summary>
    public void Set(int row, ReadOnlySpan<byte> value)
    {
        value.CopyTo(Reserve(value.Length));
        Starts[row] = ByteCount;
        Lengths[row] = value.Length;
        ByteCount += value.Length;
    }

    /// <summary>Room for <paramref name="length"/> bytes at <see cref="ByteCount"/>, for a writer that then sets start and length
    /// itself.</summary>
    public Span<byte> Reserve(int length)
    {
        if (Bytes.Length - ByteCount < length) MoveToLargerBuffer(ByteCount + length);
        return Bytes.AsSpan(ByteCount, length);
    }

    void MoveToLargerBuffer(int needed)
    {
        var larger = _own is { } own && own.Length >= needed ? own : new byte[Math.Max(Bytes.Length * 2, Math.Max(256, needed))];
        Bytes.AsSpan(0, ByteCount).CopyTo(larger);
        (Bytes, _own) = (larger, null);
    }

    public override Column Gather(ReadOnlySpan<int> rows)
    {
        var result = new StringColumn();
        if (Codes is { } codes)
        {
            result.ResetCodes(rows.Length, Dictionary!);
            for (var i = 0; i < rows.Length; i++) result.Codes![i] = codes[rows[i]];
        }
        else
        {
            result.Reset(rows.Length);
            result.Borrow(Bytes);
            for (var i = 0; i < rows.Length; i++) (result.Starts[i], result.Lengths[i]) = (Starts[rows[i]], Lengths[rows[i]]);
        }
        result.GatherNulls(this, rows);
        return result;
    }

    public override Column NewEmpty() => new StringColumn();

    public void Append(ReadOnlySpan<byte> value)
    {
        if (Starts.Length == Count)
        {
            Array.Resize(ref Starts, Math.Max(16, Count * 2));
            Array.Resize(ref Lengths, Starts.Length);
        }
        Set(Count++, value);
    }

    public override void Append(Column source, int row)
    {
        if (source.IsNull(row)) AppendNull();
        else Append(((StringColumn)source)[row]);
    }

    public override void AppendNull()
    {
        Append(default(ReadOnlySpan<byte>));
        SetNull(Count - 1);
    }
}
