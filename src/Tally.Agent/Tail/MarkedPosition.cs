namespace Tally.Agent.Tail;

/// <summary>A position in a file that moves on as bytes are read, and what is remembered of those in front of it.</summary>
sealed class MarkedPosition(FileMark mark)
{
    readonly byte[] _last = new byte[FileMark.LastLength];
    int _lastCount;

    public FileMark Mark { get; private set; } = mark;

    /// <summary>The last bytes in front of the position.</summary>
    public ReadOnlySpan<byte> Last => _last.AsSpan(0, _lastCount);

    /// <summary>Goes to a position; false when it is the beginning or the file does not go that far.</summary>
    public bool Set(FileMark mark, ReadAt read)
    {
        Mark = mark;
        var start = FileMark.LastStart(mark.Position);
        _lastCount = read(_last.AsSpan(0, (int)(mark.Position - start)), start);
        return _lastCount > 0;
    }

    /// <summary>Moves behind bytes that were read.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        var kept = Math.Min(_lastCount, Math.Max(0, _last.Length - bytes.Length));
        _last.AsSpan(_lastCount - kept, kept).CopyTo(_last);
        var added = Math.Min(bytes.Length, _last.Length);
        bytes[^added..].CopyTo(_last.AsSpan(kept));
        _lastCount = kept + added;
        Mark = Mark.Append(bytes, Last);
    }

    /// <summary>Moves over zeros.</summary>
    public void AppendZeros(long count)
    {
        var zeros = new byte[(int)Math.Min(64 * 1024, count)];
        for (; count > 0; count -= Math.Min(count, zeros.Length)) Append(zeros.AsSpan(0, (int)Math.Min(count, zeros.Length)));
    }
}
