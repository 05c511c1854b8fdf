namespace Tally.Agent.Tail;

/// <summary>The bytes that a compressed file holds, read forwards from any place; what was read last stays at hand.</summary>
sealed class PackedBytes(string path, PackingKind kind) : IDisposable
{
    Stream? _stream;
    byte[] _window = new byte[64 * 1024];
    long _start;
    int _count;
    bool _isDamaged;

    /// <summary>What is wrong with the file, as far as it was read; null when nothing is.</summary>
    public string? Damage { get; private set; }

    /// <summary>Fills a buffer as far as the content goes; gives how many bytes there were.</summary>
    /// <exception cref="IOException">The file is not there.</exception>
    public int Read(Span<byte> into, long at)
    {
        if (_stream is null || at < _start) Open();
        while (true)
        {
            Drop((int)Math.Min(_count, at - _start));
            if (_start == at && _count >= into.Length) break;
            if (_count == _window.Length) Array.Resize(ref _window, Math.Max(_window.Length * 2, into.Length));
            var read = _isDamaged ? 0 : Unpack(_window.AsSpan(_count));
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
        var file = NativeFiles.Open(path, out var problem) ?? throw new IOException(problem ?? $"{NativeFiles.Show(path)} is gone");
        _stream = Packing.Unpack(new FileStream(file, FileAccess.Read), kind);
        (_start, _count, _isDamaged) = (0, 0, false);
    }

    // What comes before the damage is as good as ever.
    int Unpack(Span<byte> into)
    {
        try
        {
            return _stream!.Read(into);
        }
        catch (Exception error) when (error is InvalidDataException or ZstdSharp.ZstdException or EndOfStreamException)
        {
            (_isDamaged, Damage) = (true, error.Message);
            return 0;
        }
    }

    void Drop(int count)
    {
        if (count == 0) return;
        _window.AsSpan(count, _count - count).CopyTo(_window);
        (_start, _count) = (_start + count, _count - count);
    }
}
