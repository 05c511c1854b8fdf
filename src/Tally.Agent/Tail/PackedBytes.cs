using System.IO.Compression;

namespace Tally.Agent.Tail;

/// <summary>The bytes that a gzip file holds, read forwards from any place; what was read last stays at hand.</summary>
sealed class PackedBytes(string path) : IDisposable
{
    GZipStream? _stream;
    byte[] _window = new byte[64 * 1024];
    long _start;
    int _count;

    /// <summary>Fills a buffer as far as the content goes; gives how many bytes there were.</summary>
    /// <exception cref="IOException">The file is not there.</exception>
    /// <exception cref="InvalidDataException">It is damaged, or not complete yet.</exception>
    public int Read(Span<byte> into, long at)
    {
        if (_stream is null || at < _start) Open();
        while (true)
        {
            Drop((int)Math.Min(_count, at - _start));
            if (_start == at && _count >= into.Length) break;
            if (_count == _window.Length) Array.Resize(ref _window, Math.Max(_window.Length * 2, into.Length));
            var read = _stream!.Read(_window, _count, _window.Length - _count);
            if (read == 0) break;
            _count += read;
        }
        var length = _start == at ? Math.Min(_count, into.Length) : 0;
        _window.AsSpan(0, length).CopyTo(into);
        return length;
    }

    public void Dispose()
    {
        _stream?.Dispose();
        _stream = null;
    }

    void Open()
    {
        Dispose();
        _stream = new GZipStream(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete), CompressionMode.Decompress);
        (_start, _count) = (0, 0);
    }

    void Drop(int count)
    {
        if (count == 0) return;
        _window.AsSpan(count, _count - count).CopyTo(_window);
        (_start, _count) = (_start + count, _count - count);
    }
}
