using Tally.Log;

namespace Tally.Agent.Tail;

/// <summary>Cuts bytes into lines; of a line that is too long the beginning stands for it and the rest is left out as it comes.</summary>
sealed class LineCutter(int maxLineBytes)
{
    readonly List<int> _tooLong = [];

    /// <summary>Which records of the block last cut are only the beginning of a line.</summary>
    public IReadOnlyList<int> TooLong => _tooLong;

    /// <summary>Whether the bytes that come next are the rest of a line that was cut.</summary>
    public bool SkipsRest { get; set; }

    /// <summary>Makes records of the whole lines in the first bytes of a block's buffer.</summary>
    /// <param name="read">How many bytes there are.</param>
    /// <param name="position">The position of the first one in the file.</param>
    /// <returns>How many bytes are done with.</returns>
    public int Cut(RecordBlock block, int read, int maxRecords, long position)
    {
        var start = 0;
        _tooLong.Clear();
        while (block.Count < maxRecords)
        {
            var length = block.Bytes.AsSpan(start, read - start).IndexOf((byte)'\n');
            if (length < 0) break;
            if (SkipsRest) SkipsRest = false;
            else Add(block, start, WithoutReturn(block.Bytes, start, length), position + start);
            start += length + 1;
        }
        if (SkipsRest) start = read;
        block.ByteCount = start;
        return start;
    }

    /// <summary>Makes a record of the beginning of a line whose end is not among the bytes.</summary>
    public int CutLong(RecordBlock block, long position)
    {
        Add(block, 0, int.MaxValue, position);
        SkipsRest = true;
        return block.ByteCount = maxLineBytes;
    }

    /// <summary>Makes a record of bytes that no line end will follow.</summary>
    public int CutLast(RecordBlock block, int read, long position)
    {
        if (read > 0 && !SkipsRest) block.AddSlice(0, WithoutReturn(block.Bytes, 0, read), position);
        return block.ByteCount = read;
    }

    void Add(RecordBlock block, int start, int length, long position)
    {
        if (length > maxLineBytes) _tooLong.Add(block.Count);
        block.AddSlice(start, Math.Min(maxLineBytes, length), position);
    }

    static int WithoutReturn(byte[] bytes, int start, int length) => length > 0 && bytes[start + length - 1] == '\r' ? length - 1 : length;
}
