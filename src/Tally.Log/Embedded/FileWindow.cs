using Tally.Log.Files;

namespace Tally.Log.Embedded;

/// <summary>Reads a file from front to back in large pieces and shows any stretch of it.</summary>
sealed class FileWindow(IFile file, long sizeBytes)
{
    const int ChunkSizeBytes = 1 << 20;

    byte[] _buffer = [];
    long _start;
    int _count;

    /// <summary>How much of the file counts.</summary>
    public long SizeBytes { get; } = sizeBytes;

    /// <summary>The bytes at a position; fewer than asked for only where the file ends. Valid until the next call.</summary>
    public ReadOnlySpan<byte> At(long position, int count)
    {
        count = (int)Math.Min(count, SizeBytes - position);
        if (position < _start || position + count > _start + _count) Load(position, count);
        var skip = (int)(position - _start);
        return _buffer.AsSpan(skip, Math.Min(count, _count - skip));
    }

    void Load(long position, int count)
    {
        var size = (int)Math.Min(Math.Max(count, ChunkSizeBytes), SizeBytes - position);
        if (_buffer.Length < size) _buffer = new byte[size];
        _start = position;
        _count = file.Read(_buffer.AsSpan(0, size), position);
    }
}
